import { permanent, type Problem, ProblemError } from '../contracts/problem.ts';
import type { Heard } from '../probes/exchange.ts';
import { fitToShow } from '../wire/fit-to-show.ts';
import { Refusal } from './protocol.ts';
import { retryAfter } from './retry-after.ts';

/** Which endpoint was asked where; paths and queries may hold keys, so the host alone is shown. */
export interface Asked {
  endpoint: string;
  host: string;
  /** The secret itself, to be masked. */
  secret: string;
}

type Verdict = Pick<Problem, 'kind' | 'code' | 'nextStep'> & { retryAfterSeconds?: number };

const WAIT = 'Nothing to do: it is tried again after a while.';
const CORRECT = 'Correct what it objects to in the fleet’s settings, or at the receiver.';
/** A receiver may throttle without saying for how long. */
const THROTTLED_SECONDS = 10;

const BY_STATUS: Record<number, Verdict> = {
  401: {
    kind: 'Permanent',
    code: 'webhookUnauthorized',
    nextStep: 'Give the receiver and the app’s settings the same secret, and their clocks the same time.',
  },
  403: {
    kind: 'Permanent',
    code: 'webhookForbidden',
    nextStep: 'Let the receiver allow this to the fleet, by its mark.',
  },
  404: { kind: 'Permanent', code: 'webhookNotFound', nextStep: CORRECT },
  408: { kind: 'Transient', code: 'webhookSilent', nextStep: WAIT },
  409: { kind: 'Conflict', code: 'webhookConflict', nextStep: WAIT },
  429: {
    kind: 'Transient',
    code: 'webhookThrottled',
    nextStep: WAIT,
    retryAfterSeconds: THROTTLED_SECONDS,
  },
};
const REJECTED: Verdict = { kind: 'InvalidInput', code: 'webhookRejected', nextStep: CORRECT };
const UNAVAILABLE: Verdict = { kind: 'Transient', code: 'webhookUnavailable', nextStep: WAIT };
const ELSEWHERE: Verdict = {
  kind: 'Permanent',
  code: 'webhookRedirected',
  nextStep: 'Set the address that it answers at itself; redirects are not followed.',
};

/** The problem behind whatever is no success. `now`: milliseconds since the epoch. */
export function problemOf(asked: Asked, heard: Heard, now: number): Problem {
  if (heard.of === 'silence') return silent(asked, heard.why);
  if (heard.of === 'unasked') return unasked(asked, heard.why);
  const said = reasonIn(heard.body);
  const { retryAfterSeconds: usual, ...verdict } = verdictOn(heard.status, said);
  const seconds = retryAfter(heard.retryAfter, now) ?? usual;
  const why = said === undefined ? ' without saying why.' : `: ${fitToShow(said, asked.secret)}`;
  return {
    ...verdict,
    message: `${named(asked)} answered ${heard.status}${why}`,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}

function silent(asked: Asked, why: string): Problem {
  return { kind: 'Transient', code: 'webhookSilent', message: `${named(asked)} ${why}.`, nextStep: WAIT };
}

/** Its name may be unknown for a moment only; that the address is forbidden somebody sees by the reason. */
function unasked(asked: Asked, why: string): Problem {
  return {
    kind: 'Transient',
    code: 'webhookUnasked',
    message: `${named(asked)} was not asked: ${why}.`,
    nextStep: 'Correct its address in the fleet’s webhooks if that does not pass; it is tried again.',
  };
}

function verdictOn(status: number, said: string | undefined): Verdict {
  // Without the protocol’s own words a 404 is a proxy’s or a wrong address’s: it proves nothing to be gone.
  if (status === 404 && said === undefined)
    return {
      kind: 'Transient',
      code: 'webhookUnreadable',
      nextStep: 'Check the address in the fleet’s webhooks; it is tried again.',
    };
  const known = BY_STATUS[status];
  if (known) return known;
  if (status >= 500) return UNAVAILABLE;
  return status < 400 ? ELSEWHERE : REJECTED;
}

function reasonIn(body: string): string | undefined {
  try {
    return Refusal.safeParse(JSON.parse(body)).data?.error;
  } catch {
    return undefined;
  }
}

/** An answer that says success and cannot be understood. */
export function unreadable(asked: Asked, what: string): ProblemError {
  return new ProblemError({
    ...{ kind: 'Transient', code: 'webhookUnreadable', message: `${named(asked)} answered ${what}.` },
    nextStep: 'Let it answer as docs/webhook-registry.md says; it is tried again.',
  });
}

export function tooLarge(asked: Asked, mostBytes: number): ProblemError {
  const message = `${named(asked)} answered more than ${mostBytes} bytes.`;
  const nextStep = 'Check the address in the fleet’s webhooks; long lists go on pages.';
  return permanent('webhookAnswerTooLarge', message, nextStep);
}

export function secretMissing(name: string): ProblemError {
  const nextStep = `Set ROLLOUT_SECRET_${name.toUpperCase().replaceAll('-', '_')} in the app’s settings, or name another one in the fleet’s webhooks.`;
  return permanent('webhookSecretMissing', `There is no secret ${name} in the app’s settings.`, nextStep);
}

function named({ endpoint, host }: Asked): string {
  return `The endpoint ${endpoint} at ${host}`;
}

/** Whether it is a problem with one of the codes. */
export function hasCode(error: unknown, codes: string[]): error is ProblemError {
  return error instanceof ProblemError && codes.includes(error.problem.code);
}
