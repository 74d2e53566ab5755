import { useState } from 'react';
import type { FleetAnswer, FleetProblem } from '../data/answers.ts';
import { json, tell } from '../data/api.ts';
import { count, fleetPath } from '../data/words.ts';
import { Confirm } from './confirm.tsx';
import { StartRollout } from './start-rollout.tsx';

type Open = 'reconcile' | 'approve' | 'rollout' | undefined;

/** The number in a question that only a yes to as many answers. */
function removalsAsked(problems: FleetProblem[]): number {
  const numbers = problems.flatMap(({ nextStep }) => /"approveRemovals": (\d+)/.exec(nextStep)?.[1] ?? []);
  return numbers.reduce((sum, each) => sum + Number(each), 0);
}

/** What may be asked of a fleet; each shows first what it does. */
export function FleetActions({ fleet }: { fleet: FleetAnswer }) {
  const [open, setOpen] = useState<Open>();
  const { name, status } = fleet;
  const asked = removalsAsked(status.problems);
  const close = () => setOpen(undefined);
  return (
    <div className="buttons">
      {asked > 0 ? (
        <button type="button" className="severe" onClick={() => setOpen('approve')}>
          Approve {count(asked, 'removal')}…
        </button>
      ) : null}
      <button type="button" onClick={() => setOpen('reconcile')}>
        Reconcile…
      </button>
      {status.rollout ? null : (
        <button type="button" className="main" onClick={() => setOpen('rollout')}>
          Start a rollout…
        </button>
      )}
      {open === 'reconcile' ? <Reconcile name={name} onClose={close} /> : null}
      {open === 'approve' ? <Approve fleet={fleet} asked={asked} onClose={close} /> : null}
      {open === 'rollout' ? <StartRollout fleet={name} onClose={close} /> : null}
    </div>
  );
}

function reconcile(name: string, body: object): Promise<unknown> {
  return tell(`${fleetPath(name)}/reconcile`, json(body));
}

function Reconcile({ name, onClose }: { name: string; onClose: () => void }) {
  const act = () => reconcile(name, { retryDeployments: true });
  return (
    <Confirm title={`Reconcile ${name}`} verb="Reconcile" act={act} onClose={onClose}>
      <p>
        It looks at Azure and Octopus at once, cuts a wait short, and deploys again where all attempts failed.
        It removes nothing that it would not remove by itself.
      </p>
    </Confirm>
  );
}

function Approve({ fleet, asked, onClose }: { fleet: FleetAnswer; asked: number; onClose: () => void }) {
  const { name, status } = fleet;
  const questions = status.problems.filter(({ nextStep }) => nextStep.includes('approveRemovals'));
  return (
    <Confirm
      title={`Let go of ${count(asked, 'target')}`}
      verb={`Remove ${count(asked, 'target')}`}
      isSevere
      typed={name}
      act={() => reconcile(name, { approveRemovals: asked })}
      onClose={onClose}
    >
      {questions.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </Confirm>
  );
}
