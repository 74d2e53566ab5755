import type { IncomingHttpHeaders } from 'node:http';

import { ArmError } from '../errors.ts';
import type { World } from '../world.ts';
import { dispatch, type Tools } from './dispatch.ts';
import { requireJson } from './identity.ts';
import { parseBody } from './read-json.ts';
import { errorResponse, written, type Written } from './written.ts';

/** One request as it came in, its body unread. */
export interface Incoming {
  method: string;
  /** Path and query. */
  url: string;
  /** Scheme and host as the client sees them. */
  base: string;
  headers: IncomingHttpHeaders;
  text: string;
  /** Becomes x-ms-request-id. */
  id: string;
}

/** What goes out, possibly late; or the connection is cut. */
export type Outgoing = { written: Written; delaySeconds?: number } | { reset: true };

/**
 * Answers one request as one transaction: whatever it changed is durable before the answer is given, and when anything
 * fails on the way, be it only that the answer cannot be written, nothing has changed. Never throws.
 */
export function transact(world: World, incoming: Incoming, tools: Tools): Outgoing {
  try {
    const outgoing = answered(world, incoming, tools);
    world.store.commit();
    return outgoing;
  } catch (error) {
    world.store.rollback();
    return { written: failed(world, incoming, error) };
  }
}

/** The answer to a failure; what is not a refusal is a defect of the simulator, and told with its cause. */
export function failed(
  world: World,
  { method, url, id }: Pick<Incoming, 'method' | 'url' | 'id'>,
  error: unknown,
): Written {
  if (!(error instanceof ArmError))
    world.log(`defect: ${method} ${url}: ${error instanceof Error ? error.stack : String(error)}`);
  const answer = errorResponse(error);
  return written({ ...answer, headers: { ...idHeaders(id), ...answer.headers } });
}

function answered(world: World, incoming: Incoming, tools: Tools): Outgoing {
  const { text, id, url, method, base, headers } = incoming;
  requireJson(text === '' ? undefined : headers['content-type']);
  const query = url.indexOf('?');
  const answer = dispatch(
    world,
    {
      ...{ method, url, base, headers, id },
      query: new URLSearchParams(query < 0 ? '' : url.slice(query + 1)),
      body: parseBody(text, url.slice(0, query < 0 ? undefined : query)),
      now: world.clock.now(),
    },
    tools,
  );
  if ('reset' in answer) return answer;
  const { response, delaySeconds } = answer;
  return {
    written: written({ ...response, headers: { ...idHeaders(id), ...response.headers } }),
    ...(delaySeconds !== undefined && { delaySeconds }),
  };
}

export function idHeaders(id: string): Record<string, string> {
  return { 'x-ms-request-id': id, 'x-ms-correlation-request-id': id };
}
