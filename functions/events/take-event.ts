import type { InvocationContext } from '@azure/functions';
import type { QuarantinedEvent } from '../../shared/contracts/hint.ts';
import type { Interpretation } from '../../shared/domain/interpret-event.ts';
import { inParallel } from '../activities/in-parallel.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientOf, tellFleet } from '../inbox/tell-fleet.ts';
import { excerptOf } from './excerpt-of.ts';
import { fleetsConcerned } from './fleets-concerned.ts';

export interface Arrived {
  /** Which door it came through, for people. */
  door: string;
  raw: unknown;
  interpretation: Interpretation;
}

export type Taken = { kind: 'hint'; fleets: string[] } | { kind: 'refused'; code: string; reason: string };

type Hinting = Extract<Interpretation, { kind: 'hint' }>;

/**
 * Takes an event in: a hint about what leads to fleets goes to the inbox of each, durably, before the bell is rung;
 * everything else is kept with the reason. Throws only when our own store does, so that the sender tries again.
 */
export async function takeEvent(
  deps: Dependencies,
  context: InvocationContext,
  arrived: Arrived,
): Promise<Taken> {
  const { interpretation } = arrived;
  if (interpretation.kind !== 'hint') return refuse(deps, arrived, interpretation);
  const fleets = await fleetsConcerned(deps.stores, interpretation.subjects);
  if (fleets.length === 0) return refuse(deps, arrived, ofNoFleet(interpretation));
  const { id, source, what } = interpretation;
  const hint = { id, source, what, receivedAt: deps.now().toISOString() };
  const client = clientOf(context);
  await inParallel(fleets, (fleet) => tellFleet(deps, client, { fleet, hint }));
  return { kind: 'hint', fleets };
}

type Refusal = Pick<QuarantinedEvent, 'id' | 'code' | 'reason'> & { kind: QuarantinedEvent['verdict'] };

/** Why it led nowhere: in terms of what the sender named. */
function ofNoFleet({ id, subjects: [first] }: Hinting): Refusal {
  const scaleSet = first?.kind === 'machine' ? first.namesake : first?.id;
  if (scaleSet !== undefined && first?.kind !== 'autoscaleSetting') {
    const reason = `No fleet has the scale set ${scaleSet}.`;
    return { kind: 'ignored', id, code: 'scaleSetUnknown', reason };
  }
  const why =
    first?.kind === 'machine'
      ? 'names no VM scale set and is in no fleet’s ledger yet; if it is one’s, the timer finds it'
      : 'names no VM scale set, and no fleet has one in its resource group';
  return { kind: 'ignored', id, code: 'notAScaleSet', reason: `${first?.id} ${why}.` };
}

async function refuse(deps: Dependencies, arrived: Arrived, refusal: Refusal): Promise<Taken> {
  const { kind: verdict, id, code, reason } = refusal;
  await keep(deps, arrived, { verdict, id, code, reason });
  return { kind: 'refused', code, reason };
}

function keep(
  deps: Dependencies,
  { door, raw }: Arrived,
  { verdict, id, code, reason }: Pick<QuarantinedEvent, 'verdict' | 'id' | 'code' | 'reason'>,
): Promise<void> {
  const receivedAt = deps.now().toISOString();
  return deps.stores.quarantine.add({ id, receivedAt, door, verdict, code, reason, excerpt: excerptOf(raw) });
}
