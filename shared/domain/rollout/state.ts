import type { Rollout, RolloutCommand, RolloutState } from '../../contracts/rollout/record.ts';
import { hasSucceeded } from './position.ts';

/** The state that people and programs are shown; computed, never stored. */
export function stateOf(rollout: Rollout): RolloutState {
  const { goal, hold, ended } = rollout;
  if (hold?.kind === 'wayBackFailed') return 'blocked';
  if (goal === 'back' && rollout.backTo === undefined) return ended ? 'rolledBack' : 'rollingBack';
  if (goal === 'back') return 'rollingBack';
  if (hasSucceeded(rollout)) return 'succeeded';
  return hold ? 'paused' : 'running';
}

/** What may be asked of it at the moment. */
export function allowedCommands(rollout: Rollout): RolloutCommand[] {
  switch (stateOf(rollout)) {
    case 'running':
      return ['pause', 'promote', 'promoteFull', 'abort', 'rollback'];
    case 'paused':
      return [...answersTo(rollout), 'promoteFull', 'abort', 'rollback'];
    case 'succeeded':
      return rollout.ended
        ? ['rollback']
        : [...new Set([...onItsWay(rollout), 'promote', 'rollback'] as const)];
    case 'rollingBack':
      return ['abort', 'rollback'];
    case 'blocked':
      return rollout.ended ? [] : ['retry', 'abort'];
    case 'rolledBack':
      return [];
  }
}

/** One that serves already may still wait for somebody before its old unit goes. */
function onItsWay(rollout: Rollout): RolloutCommand[] {
  return rollout.hold ? answersTo(rollout) : [];
}

function answersTo({ hold }: Rollout): RolloutCommand[] {
  switch (hold?.kind) {
    case 'approval':
      return ['approve', 'reject', 'promote'];
    case 'inconclusive':
      return ['approve', 'reject', 'retry', 'promote'];
    case 'failed':
      return ['retry'];
    default:
      return ['resume'];
  }
}
