import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { PlanAnswer } from '../data/answers.ts';
import { type Body, tell } from '../data/api.ts';
import { Trouble } from './answered.tsx';
import { Dialog } from './dialog.tsx';
import { PlanView } from './plan.tsx';

/** A canary of a quarter, which a person looks at; the image is to be filled in. */
function firstPolicy(fleet: string): string {
  return `fleet: ${fleet}
image:
  version: # the resource id of a gallery image version
instances: sameAsRunning
canary:
  steps:
    - upgrade: 25%
    - pause: { untilApproved: true, timeout: P1D, onTimeout: rollback }
    - upgrade: 100%
onFailure: rollback
`;
}

/** Planning and starting what a text says. */
function useRollout(policy: string) {
  // The same policy, sent twice, begins one rollout.
  const once = useMemo(() => crypto.randomUUID(), [policy]);
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const body = (): Body => ({ text: policy, type: 'application/yaml' });
  const planning = useMutation({ mutationFn: () => tell<PlanAnswer>('rollouts/plan', body()) });
  const starting = useMutation({
    mutationFn: () => tell<{ id: string }>('rollouts', body(), once),
    onSuccess: async ({ id }) => {
      await cache.invalidateQueries();
      navigate(`/rollouts/${id}`);
    },
  });
  return { planning, starting };
}

/** A policy is planned before it can be begun, and what was planned is what begins. */
export function StartRollout({ fleet, onClose }: { fleet: string; onClose: () => void }) {
  const [policy, setPolicy] = useState(() => firstPolicy(fleet));
  const { planning, starting } = useRollout(policy);
  const id = useId();
  const error = starting.error ?? planning.error;
  const change = (text: string) => {
    setPolicy(text);
    planning.reset();
    starting.reset();
  };
  return (
    <Dialog title={`Start a rollout of ${fleet}`} onClose={onClose}>
      <label htmlFor={id}>Policy (YAML)</label>
      <textarea
        id={id}
        rows={11}
        spellCheck={false}
        value={policy}
        onChange={({ target }) => change(target.value)}
      />
      {error ? <Trouble error={error} /> : null}
      {planning.data ? <PlanView plan={planning.data} /> : null}
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        {planning.data?.canStart ? (
          <button
            type="button"
            className="main"
            disabled={starting.isPending}
            onClick={() => starting.mutate()}
          >
            Start
          </button>
        ) : (
          <button
            type="button"
            className="main"
            disabled={planning.isPending}
            onClick={() => planning.mutate()}
          >
            Show the plan
          </button>
        )}
      </div>
    </Dialog>
  );
}
