import { ProblemError } from '../contracts/problem.ts';
import type { Problem } from '../contracts/problem.ts';
import { missingPermission } from './permissions.ts';

/** An answer of Octopus that is no success. */
export interface FailedAnswer {
  status: number;
  /** Parsed JSON; `undefined` when the body was none. */
  body: unknown;
  retryAfterSeconds?: number;
  /** What was asked. */
  call?: { method?: string | undefined; path: string };
}

type Verdict = Pick<Problem, 'kind' | 'code' | 'nextStep'> & { retryAfterSeconds?: number };

const WAIT = 'Nothing to do: it is tried again after a while.';
const CORRECT = "Correct what Octopus objects to in the fleet's settings or in Octopus.";
/** Octopus may throttle without saying for how long. */
const THROTTLED_SECONDS = 10;

const BY_STATUS: Record<number, Verdict> = {
  400: { kind: 'InvalidInput', code: 'octopusRejected', nextStep: CORRECT },
  401: {
    kind: 'Permanent',
    code: 'octopusUnauthorized',
    nextStep:
      "Set a valid API key for this Octopus server in the app's settings, or see that its service account is enabled.",
  },
  404: { kind: 'Permanent', code: 'octopusNotFound', nextStep: CORRECT },
  408: { kind: 'Transient', code: 'octopusTimeout', nextStep: WAIT },
  409: { kind: 'Conflict', code: 'octopusConflict', nextStep: WAIT },
  429: {
    kind: 'Transient',
    code: 'octopusThrottled',
    nextStep: WAIT,
    retryAfterSeconds: THROTTLED_SECONDS,
  },
  500: { kind: 'Transient', code: 'octopusServerError', nextStep: WAIT },
};
const FORBIDDEN: Verdict = {
  kind: 'Permanent',
  code: 'octopusForbidden',
  nextStep:
    "Give the API key's user the roles Environment Manager, Project Viewer and Deployment Creator in the space.",
};
const FROZEN: Verdict = {
  kind: 'Conflict',
  code: 'octopusDeploymentFreeze',
  nextStep: 'Nothing to do: it is tried again until the freeze has ended.',
};
const VALUES_MISSING: Verdict = {
  kind: 'InvalidInput',
  code: 'octopusRejected',
  nextStep:
    'Deploy the release in full once with its prompted variables, whose values are then used, or give these a default.',
};
const ELSEWHERE: Verdict = {
  kind: 'Permanent',
  code: 'octopusRedirected',
  nextStep: 'Set the address the server itself uses (scheme, host, path) as its URL.',
};

/** The problem behind an answer that is no success. `server`: its configured name. */
export function problemOfAnswer(server: string, answer: FailedAnswer): Problem {
  const said = reasons(answer.body);
  const {
    kind,
    code,
    nextStep,
    retryAfterSeconds: usual,
  } = answer.status === 403 ? forbidden(said, answer.call) : verdict(answer.status, said);
  const retryAfterSeconds = answer.retryAfterSeconds ?? usual;
  const why = said ? `: ${said}` : ' without saying why.';
  return {
    kind,
    code,
    message: `Octopus server '${server}' answered ${answer.status}${why}`,
    nextStep,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function verdict(status: number, said: string): Verdict {
  if (status === 400 && /freeze|frozen/i.test(said)) return FROZEN;
  if (status === 400 && /value for the following variable/i.test(said)) return VALUES_MISSING;
  // A 404 in other words than Octopus's own is a proxy's or a wrong address's: it proves nothing to be gone.
  if (status === 404 && !said) return { kind: 'Transient', code: 'octopusUnreadableAnswer', nextStep: WAIT };
  const known = BY_STATUS[status];
  if (known) return known;
  if (status > 500) return { kind: 'Transient', code: 'octopusUnavailable', nextStep: WAIT };
  if (status < 400) return ELSEWHERE;
  return { kind: 'Permanent', code: 'octopusRejected', nextStep: CORRECT };
}

function forbidden(said: string, call: FailedAnswer['call']): Verdict {
  const missing = missingPermission(said, call);
  if (!missing) return FORBIDDEN;
  const { permission, role } = missing;
  const has = role === undefined ? '' : `; the role ${role} has it`;
  const nextStep = `Give the API key's user the permission ${permission} in the space${has}.`;
  return { ...FORBIDDEN, nextStep };
}

/** `ErrorMessage` and `Errors` joined; either may be missing. */
export function reasons(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { ErrorMessage, Errors } = body as Record<string, unknown>;
  const all = [ErrorMessage, ...(Array.isArray(Errors) ? (Errors as unknown[]) : [])];
  return all.filter((one) => typeof one === 'string' && one.trim() !== '').join(' ');
}

/** Shorthand for problems that pass by themselves. */
export function transient(code: string, message: string): ProblemError {
  return new ProblemError({ kind: 'Transient', code, message, nextStep: WAIT });
}

/** An answer that says success and cannot be understood. */
export function unreadableAnswer(server: string, what: string): ProblemError {
  return transient('octopusUnreadableAnswer', `Octopus server '${server}' answered ${what}.`);
}

/** `undefined` in place of a thing that Octopus itself says is not there. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (hasCode(error, ['octopusNotFound'])) return undefined;
    throw error;
  }
}

/** Whether it is a problem with one of the codes. */
export function hasCode(error: unknown, codes: string[]): error is ProblemError {
  return error instanceof ProblemError && codes.includes(error.problem.code);
}

/** Refuses a request that would mean every machine (rule 5). */
export function refuseNoMachines(machineIds: string[]): void {
  if (machineIds.length > 0 && machineIds.every((id) => id.trim() !== '')) return;
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'noMachines',
    message: 'No machines are named: Octopus would take that for all of them.',
    nextStep: 'Name at least one machine.',
  });
}
