import type { ActOutcome } from '../../../shared/contracts/rollout/turn.ts';
import type { RolloutProvider } from '../../../shared/ports/rollout.ts';
import type { Activity } from '../answering.ts';
import { takeTurn } from './take-turn.ts';

const MOST_NAMED = 20;

/** Looks whether a unit's machines are there, how many another has, or whether traffic finds them well. */
export const observeUnit: Activity<'observeUnit'> = (deps, order) =>
  takeTurn(deps, { ...order, kind: 'observeUnit' }, async ({ turn, provider, file }) => {
    const { act } = turn;
    if (act.do === 'observe') return { outcome: await readinessOf(provider, act.unit) };
    if (act.do === 'compare')
      return { outcome: { of: 'compared', size: (await provider.readiness(act.with)).size } };
    if (act.do !== 'reach') return {};
    return { outcome: { of: 'reachable', ...(await provider.reach(act.unit, file.rollout.plan.front)) } };
  });

async function readinessOf(provider: RolloutProvider, unit: string): Promise<ActOutcome> {
  const { size, ready, failed, waitingFor } = await provider.readiness(unit);
  const some = { failed: failed.slice(0, MOST_NAMED), waitingFor: waitingFor.slice(0, MOST_NAMED) };
  return { of: 'ready', size, ready, ...some };
}
