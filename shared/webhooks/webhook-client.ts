import { createHash, randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { ProblemError } from '../contracts/problem.ts';
import type { Secrets } from '../ports/rollout.ts';
import type { PlainEndpoints } from '../ports/target-registry.ts';
import { exchange, type Heard, type Reach } from '../probes/exchange.ts';
import { type IsForbidden } from '../probes/forbidden-addresses.ts';
import { signedHead } from '../probes/signed-head.ts';
import { type Asked, problemOf, secretMissing, tooLarge, unreadable } from './webhook-errors.ts';

export interface WebhookClientOptions {
  secrets: Secrets;
  /** Milliseconds since the epoch. */
  now: () => number;
  isForbidden: IsForbidden;
  reach: Reach;
}

export type EndpointName = 'register' | 'deregister' | 'targets' | 'health' | 'deploy' | 'status';

export interface WebhookCall<Schema extends z.ZodType> {
  endpoint: EndpointName;
  question: { owner: string };
  /** The key of something that is to be done once: the message has the same id at every attempt; without, each its own. */
  once?: string;
  answer: Schema;
}

/** Asks a fleet's endpoints. Throws `ProblemError` for anything but a success that fits the schema; never retries. */
export interface WebhookClient {
  send<Schema extends z.ZodType>(
    endpoints: PlainEndpoints,
    call: WebhookCall<Schema>,
  ): Promise<z.infer<Schema>>;
}

/** A page of a thousand machines is about 300 kB. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** One POST of JSON for each call, signed as Standard Webhooks 1.0 has it. */
export function webhookClient(options: WebhookClientOptions): WebhookClient {
  return {
    async send(endpoints, call) {
      const { asked, heard } = await ask(options, endpoints, call);
      if (heard.of !== 'answer' || heard.status < 200 || heard.status > 299)
        throw new ProblemError(problemOf(asked, heard, options.now()));
      if (heard.isCut) throw tooLarge(asked, MOST_BYTES);
      const parsed = call.answer.safeParse(jsonIn(asked, heard.body));
      if (parsed.success) return parsed.data;
      const { path } = parsed.error.issues[0] ?? { path: [] };
      throw unreadable(asked, `without a usable ${path.join('.') || 'body'}`);
    },
  };
}

async function ask(
  { secrets, now, isForbidden, reach }: WebhookClientOptions,
  endpoints: PlainEndpoints,
  { endpoint, question, once }: WebhookCall<z.ZodType>,
): Promise<{ asked: Asked; heard: Heard }> {
  const url = endpoints[endpoint] ?? '';
  const secret = await secrets.get(endpoints.signWith);
  if (secret === undefined) throw secretMissing(endpoints.signWith);
  const body = JSON.stringify(question);
  const at = new Date(now()).toISOString();
  const heard = await exchange({
    ...{ url, method: 'POST', body, timeoutSeconds: endpoints.timeoutSeconds, mostBytes: MOST_BYTES },
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'fleet-conductor' },
      ...signedHead({ url, timeoutSeconds: 0, id: messageId(once), at, body, signWith: secret }),
    },
    ...{ isForbidden, reach },
  });
  return { asked: { endpoint, host: URL.parse(url)?.host ?? 'no address', secret }, heard };
}

/** Of a fixed alphabet, whatever is in the key: the specification lets no point stand in it. */
function messageId(key: string | undefined): string {
  if (key === undefined) return `msg_${randomUUID()}`;
  return `msg_${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
}

function jsonIn(asked: Asked, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw unreadable(asked, 'something that is not JSON');
  }
}
