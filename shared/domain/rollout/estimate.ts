import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Change } from '../../contracts/rollout/facets.ts';
import type { Gate } from '../../contracts/rollout/gate.ts';
import type { Move, PlannedStep } from '../../contracts/rollout/plan.ts';

/** What something costs: calls to the cloud, and the time it usually takes. */
export interface Cost {
  calls: number;
  seconds: number;
}

/** How many machines each unit has when something is done. */
export type Machines = ReadonlyMap<string, number>;

export type CostOfChange = (change: Change, machines: Machines) => Cost;

const NOTHING: Cost = { calls: 0, seconds: 0 };
/** The last look for what a change has brought about: by the rollout, and by the fleet, which sees it come. */
const LOOK: Cost = { calls: 4, seconds: 10 };
const REACH: Cost = { calls: 2, seconds: 5 };

/** What each step is expected to cost, one after the other; waits for people left out. */
export function costsOf(steps: PlannedStep[], machines: Machines, costOfChange: CostOfChange): Cost[] {
  const now = new Map(machines);
  return steps.map(({ moves }) =>
    moves
      .map((move) => {
        const cost = costOfMove(move, now, costOfChange);
        if (move.kind === 'change') follow(now, move.change);
        return cost;
      })
      .reduce(sum, NOTHING),
  );
}

function follow(machines: Map<string, number>, { facet, of, to }: Change): void {
  if (facet === 'size') machines.set(of, to.desired);
  if (facet === 'existence' && typeof to === 'object') machines.set(of, to.made.size.desired);
}

export function sum(one: Cost, other: Cost): Cost {
  return { calls: one.calls + other.calls, seconds: one.seconds + other.seconds };
}

function costOfMove(move: Move, machines: Machines, costOfChange: CostOfChange): Cost {
  switch (move.kind) {
    case 'change':
      return costOfChange(move.change, machines);
    case 'ready':
      return LOOK;
    case 'level':
    case 'reachable':
      return REACH;
    case 'gate':
      return { calls: callsOf(move.gate), seconds: secondsOfGate(move.gate) };
  }
}

function callsOf(gate: Gate): number {
  if (gate.kind !== 'verify') return 0;
  // A probe asks the machines, whose names and addresses are two lists.
  const once = (gate.probe ? 2 : 0) + (gate.health ? 1 : 0) + (gate.metric ? 1 : 0);
  return gate.count * once;
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
