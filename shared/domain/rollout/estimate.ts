import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Change } from '../../contracts/rollout/facets.ts';
import type { Gate } from '../../contracts/rollout/gate.ts';
import type { Move, PlannedStep } from '../../contracts/rollout/plan.ts';

/** What something costs: calls to the cloud, and the time it usually takes. */
export interface Cost {
  calls: number;
  seconds: number;
}

/** Machines are looked at about so often until they are there. */
const SECONDS_PER_LOOK = 10;

/** What a step is expected to cost, waits for people left out. */
export function costOf({ moves }: PlannedStep, costOfChange: (change: Change) => Cost): Cost {
  return moves.map((move) => costOfMove(move, costOfChange)).reduce(sum, { calls: 0, seconds: 0 });
}

export function sum(one: Cost, other: Cost): Cost {
  return { calls: one.calls + other.calls, seconds: one.seconds + other.seconds };
}

function costOfMove(move: Move, costOfChange: (change: Change) => Cost): Cost {
  switch (move.kind) {
    case 'change':
      return costOfChange(move.change);
    case 'ready':
      return { calls: 1, seconds: SECONDS_PER_LOOK };
    case 'reachable':
      return { calls: 1, seconds: SECONDS_PER_LOOK };
    case 'gate':
      return { calls: callsOf(move.gate), seconds: secondsOfGate(move.gate) };
  }
}

function callsOf(gate: Gate): number {
  if (gate.kind !== 'verify') return 0;
  // A probe asks the machines, whose addresses are one list.
  return gate.count * [gate.probe, gate.health, gate.metric].filter((each) => each !== undefined).length;
}

function secondsOfGate(gate: Gate): number {
  switch (gate.kind) {
    case 'wait':
      return gate.seconds;
    case 'pause':
      return gate.for === undefined ? 0 : secondsOf(gate.for);
    case 'webhook':
      return 0;
    case 'verify':
      return secondsOf(gate.initialDelay) + secondsOf(gate.interval) * (gate.count - 1);
  }
}
