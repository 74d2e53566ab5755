import type { Problem } from '../../contracts/problem.ts';
import type { Hold, Rollout } from '../../contracts/rollout/record.ts';
import { allowedCommands } from './state.ts';

/** What a rollout waits for that only a person can give it; one that a person paused knows that it waits. */
const WAITS: Record<Hold['kind'], string | undefined> = {
  approval: 'rolloutWaitsForApproval',
  inconclusive: 'rolloutInconclusive',
  failed: 'rolloutFailed',
  wayBackFailed: 'rolloutBlocked',
  asked: undefined,
};

/** What a person should know about the fleet's rollout, told with the fleet's own problems. */
export function rolloutAttention(rollout: Rollout): Problem[] {
  const { id, hold, ended } = rollout;
  const code = hold && !ended ? WAITS[hold.kind] : undefined;
  if (!hold || code === undefined) return [];
  const message = `Rollout ${id} waits for a person since ${hold.since}: ${hold.why}.`;
  const commands = allowedCommands(rollout).join(', ');
  const nextStep = `See GET /api/rollouts/${id}; POST /api/rollouts/${id}/{command} takes ${commands}.`;
  return [{ kind: 'Permanent', code, message, nextStep }];
}
