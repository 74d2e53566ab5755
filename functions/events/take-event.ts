import type { DurableClient } from 'durable-functions';
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
export async function takeEvent(deps: Dependencies, client: DurableClient, arrived: Arrived): Promise<Taken> {
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
  if (await deps.stores.hints.claimWaking(fleet, receivedAt)) await wake(deps, client, fleet);
  return { kind: 'hint', fleet };
}

async function wake({ stores }: Dependencies, client: DurableClient, fleet: string): Promise<void> {
  try {
    await ring(client, fleet);
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
