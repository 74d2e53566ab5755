import type { Rollout } from '../../shared/contracts/rollout/record.ts';
import type { ActOutcome } from '../../shared/contracts/rollout/turn.ts';
import { stateOf } from '../../shared/domain/rollout/state.ts';
import { counted, measured } from '../../shared/telemetry/measures.ts';

/** Two reconciliations have come to nothing. */
const STALLED_AFTER_MS = 10 * 60_000;
/** What passes by itself has passed by then. */
const TROUBLED_AFTER_MS = 30 * 60_000;

/** What a turn says in numbers, once it is on record. */
export function measureTurn(before: Rollout, after: Rollout, outcome: ActOutcome | undefined): void {
  if (outcome?.of === 'measurement') counted('verification', { metric: 'gate', verdict: outcome.verdict });
  for (const { step, began, ended } of (after.passed ?? []).slice(before.passed?.length ?? 0))
    measured('step.duration', seconds(began, ended), { kind: after.plan.steps[step]?.kind ?? 'unknown' });
  if (!before.ended) measureEnd(after);
}

function measureEnd(after: Rollout): void {
  if (!after.ended) return;
  const { fleet, createdAt, ended } = after;
  const strategy = strategyOf(after);
  counted('rollouts', { fleet, strategy, outcome: stateOf(after) });
  measured('rollout.duration', seconds(createdAt, ended.at), { fleet, strategy, phase: 'whole' });
}

/** Counts one that is under way and makes no progress: nobody takes its turns, or what it asks for has failed for long. */
export function measureProgress(rollout: Rollout, now: number): void {
  const { ended, hold, trouble, nextAt, position, fleet } = rollout;
  if (ended || hold) return;
  const since = (time: string) => now - Date.parse(time);
  const isForgotten = since(nextAt ?? position.moveSince) > STALLED_AFTER_MS;
  const isTroubled = trouble !== undefined && since(trouble.since) > TROUBLED_AFTER_MS;
  if (isForgotten || isTroubled)
    counted('rollouts', { fleet, strategy: strategyOf(rollout), outcome: 'stalled' });
}

function strategyOf({ policy }: Rollout): string {
  if (policy.canary) return 'canary';
  return policy.blueGreen ? 'blueGreen' : 'basic';
}

function seconds(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
