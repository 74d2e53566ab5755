import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { QuarantinedEvent } from '../../shared/contracts/hint.ts';
import type { Interpretation } from '../../shared/domain/interpret-event.ts';
import type { Dependencies } from '../dependencies.ts';
import { excerptOf } from './excerpt-of.ts';
import { ring } from './ring.ts';

export interface Arrived {
  /** Which door it came through, for people. */
  door: string;
  raw: unknown;
  interpretation: Interpretation;
}

export type Taken = { kind: 'hint'; fleet: string } | { kind: 'refused'; code: string; reason: string };

/**
 * Takes an event in: a hint about a known scale set goes to its fleet's inbox, durably, before the bell is rung;
 * everything else is kept with the reason. Throws only when our own store does, so that the sender tries again.
 */
export async function takeEvent(
  deps: Dependencies,
  context: InvocationContext,
  arrived: Arrived,
): Promise<Taken> {
  const { interpretation } = arrived;
  if (interpretation.kind !== 'hint') {
    const { kind: verdict, ...refusal } = interpretation;
    await keep(deps, arrived, { verdict, ...refusal });
    return { ...refusal, kind: 'refused' };
  }
  const { scaleSetId, ...hint } = interpretation;
  const fleet = await deps.stores.fleets.ofScaleSet(scaleSetId);
  if (fleet === undefined) {
    const refusal = { code: 'scaleSetUnknown', reason: `No fleet has the scale set ${scaleSetId}.` };
    await keep(deps, arrived, { verdict: 'ignored', id: hint.id, ...refusal });
    return { kind: 'refused', ...refusal };
  }
  const { id, source, what } = hint;
  const receivedAt = deps.now().toISOString();
  await deps.stores.hints.add(fleet, { id, source, what, receivedAt });
  // Of a burst only the first rings: each further ring would make the fleet's orchestration replay for nothing.
  if (await deps.stores.hints.claimWaking(fleet, receivedAt)) await wake(deps, context, fleet);
  return { kind: 'hint', fleet };
}

async function wake({ stores }: Dependencies, context: InvocationContext, fleet: string): Promise<void> {
  try {
    // Made only here: making it costs as much as the rest of taking a hint.
    await ring(df.getClient(context), fleet);
  } catch (error) {
    await stores.hints.releaseWaking(fleet);
    throw error;
  }
}

function keep(
  deps: Dependencies,
  { door, raw }: Arrived,
  { verdict, id, code, reason }: Pick<QuarantinedEvent, 'verdict' | 'id' | 'code' | 'reason'>,
): Promise<void> {
  const receivedAt = deps.now().toISOString();
  return deps.stores.quarantine.add({ id, receivedAt, door, verdict, code, reason, excerpt: excerptOf(raw) });
}
