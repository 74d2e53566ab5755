import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { DurableClient } from 'durable-functions';
import type { Hint } from '../../shared/contracts/hint.ts';
import { carrier } from '../../shared/telemetry/spans.ts';
import type { Dependencies } from '../dependencies.ts';
import { ring, ringOrRestart } from './ring.ts';

/** Whoever asks for it outright has the fleet's orchestration started anew where it ended; events come in bursts. */
const COMMANDS: Hint['source'][] = ['timer', 'operator', 'fleetChanged'];

/**
 * Tells a fleet something, through whichever door it came: durably first, then the bell. Of a burst only one rings, for each
 * ring makes the orchestration replay. Throws when the store or the host does; the hint may be there by then.
 */
export async function tellFleet(
  { stores }: Pick<Dependencies, 'stores'>,
  client: () => DurableClient,
  { fleet, hint }: { fleet: string; hint: Hint },
): Promise<void> {
  const trace = carrier();
  const waking = await stores.hints.deliver(fleet, trace ? { ...hint, trace } : hint);
  const isCommand = COMMANDS.includes(hint.source);
  if (waking === 'awaited' && !isCommand) return;
  try {
    // An unanswered ring before this one: there may be nobody who hears it.
    await (isCommand || waking === 'unanswered' ? ringOrRestart : ring)(client(), fleet);
  } catch (error) {
    await stores.hints.releaseWaking(fleet);
    throw error;
  }
}

/** The durable client of an invocation, made when it is first needed: that costs as much as the rest of taking a hint. */
export function clientOf(context: InvocationContext): () => DurableClient {
  let client: DurableClient | undefined;
  return () => (client ??= df.getClient(context));
}
