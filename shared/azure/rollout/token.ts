import * as z from 'zod';
import { bug } from '../../contracts/problem.ts';
import { Change } from '../../contracts/rollout/facets.ts';
import type { Progress } from '../../ports/rollout.ts';
import type { Begun } from './operations.ts';

const VERSION = 1;

/**
 * All that is needed to go on with a change in another process: what is to be, the operation under way, and how often its
 * end was believed in vain.
 */
const Token = z.object({
  v: z.literal(VERSION),
  change: Change,
  once: z.string(),
  at: z.string(),
  operation: z
    .object({ method: z.string(), url: z.string(), location: z.string(), mode: z.string() })
    .optional(),
  /** How often the effect was looked for and was not there yet, with nothing under way. */
  looks: z.int().default(0),
  /** What was left to do at the last look: a write that changes nothing must not be repeated for ever. */
  stuckAt: z.string().optional(),
});
export type Token = z.infer<typeof Token>;
export type Going = Omit<Token, 'v'>;

/** The operation token of the port: base64 of JSON, so that nobody takes it for more than a token. */
export function running(going: Going, { operation, pollAfterSeconds }: Begun): Progress {
  const { operation: _over, ...rest } = going;
  const token: Token = { v: VERSION, ...rest, ...(operation ? { operation } : {}) };
  return {
    state: 'running',
    operation: Buffer.from(JSON.stringify(token)).toString('base64'),
    pollAfterSeconds,
  };
}

export function readToken(operation: string): Token {
  try {
    return Token.parse(JSON.parse(Buffer.from(operation, 'base64').toString()));
  } catch {
    throw bug('operationTokenUnreadable', 'An operation token is not one of this provider.');
  }
}
