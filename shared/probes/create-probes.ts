import type { Probe, Probes, Question, Reply } from '../ports/probes.ts';
import { exchange, type Exchange, type Reach } from './exchange.ts';
import { forbidding } from './forbidden-addresses.ts';
import { signedHead } from './signed-head.ts';

export interface ProbesOptions {
  /** Where a host is really reached; for machines that stand for others, and tests. */
  reach?: Reach;
  /** Whether this machine itself may be asked: only where everything runs on one. */
  allowLoopback?: boolean;
}

/** Of a probe nothing but the status is wanted. */
const NO_BODY = 0;
/** A verdict and a reason. */
const MOST_OF_AN_ANSWER = 16 * 1024;
const HEADERS = { 'user-agent': 'fleet-conductor' };
const JSON_BOTH_WAYS = { 'content-type': 'application/json', accept: 'application/json' };

/** Asks over the network as it is. */
export function createProbes({ reach, allowLoopback = false }: ProbesOptions = {}): Probes {
  const way = { reach: reach ?? (() => undefined), isForbidden: forbidding({ loopback: !allowLoopback }) };
  return {
    look: (probe: Probe): Promise<Reply> =>
      replyTo({ ...probe, ...way, method: 'GET', headers: HEADERS, mostBytes: NO_BODY }),
    ask: (question: Question): Promise<Reply> =>
      replyTo({
        ...{ ...question, ...way, method: 'POST', mostBytes: MOST_OF_AN_ANSWER },
        headers: { ...HEADERS, ...JSON_BOTH_WAYS, ...signedHead(question) },
      }),
  };
}

async function replyTo(asked: Exchange): Promise<Reply> {
  const heard = await exchange(asked);
  return heard.of === 'answer' ? { of: heard.of, status: heard.status, body: heard.body } : heard;
}
