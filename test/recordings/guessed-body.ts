import { objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import type { Exchange, Recording } from './recording.ts';
import { writable } from './starting-state.ts';
import { unknownSet } from './unknown-set.ts';
import type { Target } from './target.ts';

/** What was probably asked for, for recorders that keep no bodies of requests: the answer tells. */
export function guessedBody(
  { method, responseBody, status }: Exchange,
  { operation }: Target,
  recording: Recording,
): JsonObject | undefined {
  const message = textAt(responseBody, 'error', 'message') ?? '';
  if (method === 'PUT' || method === 'PATCH')
    return status < 300 ? writable(objectAt(responseBody)) : refusedSet(message, recording);
  if (!/\/(manualupgrade|delete)$/i.test(operation)) return undefined;
  const unknown = /instanceId (\S+) is not/.exec(message)?.[1];
  return { instanceIds: [unknown ?? '*'] };
}

/** For want of cores it was refused, so it asked for more than there were. */
function refusedSet(message: string, { exchanges }: Recording): JsonObject {
  const cores = Number(/Additional requested: (\d+)/.exec(message)?.[1] ?? 4);
  return unknownSet(exchanges, Math.ceil(cores / 2));
}
