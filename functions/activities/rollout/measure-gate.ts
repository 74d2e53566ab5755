import type { Activity } from '../answering.ts';
import { measure } from './measure.ts';
import { takeTurn } from './take-turn.ts';

/** Makes one measurement of the gate that the rollout stands at. */
export const measureGate: Activity<'measureGate'> = (deps, order) =>
  takeTurn(deps, { ...order, kind: 'measureGate' }, async ({ turn, provider, now }) => {
    const { act, rollout } = turn;
    if (act.do !== 'measure') return {};
    const { probes, secrets } = deps;
    const context = { rollout, now: new Date(now) };
    return { outcome: await measure(act.gate, { provider, probes, secrets, context }) };
  });
