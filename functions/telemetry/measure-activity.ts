import type { Activities, ActivityName, Look } from '../../shared/contracts/activities.ts';
import { counted, measured } from '../../shared/telemetry/measures.ts';
import type { Dependencies } from '../dependencies.ts';

type Done<N extends ActivityName> = {
  input: Activities[N]['input'];
  value: Extract<Activities[N]['output'], { ok: true }>['value'];
};
type Measuring = { [N in ActivityName]?: (deps: Dependencies, done: Done<N>) => Promise<void> | void };

/** What the answers of activities say in numbers. */
const MEASURED: Measuring = {
  collectHints: (_, { input: { fleet }, value }) => {
    if (value) measured('hints.waiting', value.count, { fleet });
  },
  lookAtScaleSet: (_, { input: { fleet }, value }) => measureLook(fleet, value),
  pruneTargets: (_, { input: { fleet }, value: { pruned, rule } }) => {
    if (pruned > 0) measured('targets.pruned', pruned, { fleet });
    if (rule) counted('prune.refused', { fleet, rule });
  },
  letGoOfFormer: (_, { input: { fleet }, value: { pruned } }) => {
    if (pruned > 0) measured('targets.pruned', pruned, { fleet });
  },
  closeReaction: async ({ stores }, { input: { fleet, reactionId, outcome, at } }) => {
    counted('reactions', { fleet, outcome });
    const reaction = await stores.reactions.get(fleet, reactionId);
    const seconds = reaction && (Date.parse(at) - Date.parse(reaction.startedAt)) / 1000;
    if (seconds !== undefined) measured('reaction.duration', seconds, { fleet, outcome });
  },
};

/** Counts what an activity came to; that something could not be counted is no trouble of the activity's. */
export async function measureActivity<N extends ActivityName>(
  deps: Dependencies,
  { name, input, answer }: { name: N; input: Activities[N]['input']; answer: { ok: true; value: unknown } },
): Promise<void> {
  const measure: Measuring[N] = MEASURED[name];
  try {
    await measure?.(deps, { input, value: answer.value as Done<N>['value'] });
  } catch {
    // The store was away for a moment; a graph lacks a point.
  }
}

function measureLook(
  fleet: string,
  { capacity, listed, ready, failed, stopped, leaving, missing }: Look,
): void {
  measured('fleet.desired', capacity, { fleet });
  const coming = Math.max(0, listed - ready - failed - stopped - leaving);
  for (const [state, number] of Object.entries({ ready, failed, stopped, leaving, missing, coming }))
    measured('fleet.instances', number, { fleet, state });
}
