import { isRestError } from '@azure/arm-compute';
import { ProblemError } from '../contracts/problem.ts';
import type { Problem } from '../contracts/problem.ts';
import { fitToShow } from '../wire/fit-to-show.ts';
import { type Asked, notFound } from './arm-subjects.ts';

/** An answer of ARM that is no success. */
export interface FailedAnswer {
  status: number;
  body: string;
  retryAfterSeconds?: number;
  /** What was asked; decides what a 404 says is not there. Default: a read of the scale set. */
  asked?: Asked;
}

/** What ARM puts into the body of a failure: `{"error": {"code", "message", ...}}`. */
export interface ArmError {
  code?: string;
  message?: string;
}

const WAIT = 'Nothing to do: it is tried again after a while.';
const GRANT =
  'Give the identity of this app the role of its grade in docs/deploy-to-azure.md, or the role Reader on the resource group of the scale set (to roll images out also Virtual Machine Contributor, Network Contributor and Monitoring Contributor), and check that its credential has not expired.';

/** The problem behind an answer that is no success. */
export function problemOfAnswer(answer: FailedAnswer): ProblemError {
  const error = armError(answer.body);
  const { kind, code, nextStep } = verdict(answer, error);
  return new ProblemError({
    kind,
    code,
    message: describe(answer.status, error),
    nextStep,
    ...(answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds }),
  });
}

type Verdict = Pick<Problem, 'kind' | 'code' | 'nextStep'>;

const BY_STATUS: Record<number, Verdict> = {
  401: { kind: 'Permanent', code: 'azureUnauthorized', nextStep: GRANT },
  403: { kind: 'Permanent', code: 'azureUnauthorized', nextStep: GRANT },
  408: { kind: 'Transient', code: 'azureTimeout', nextStep: WAIT },
  409: { kind: 'Conflict', code: 'azureConflict', nextStep: WAIT },
  412: { kind: 'Conflict', code: 'azureConflict', nextStep: WAIT },
  429: { kind: 'Transient', code: 'azureThrottled', nextStep: WAIT },
};

/** ARM's own words for what no waiting cures, whatever the status it comes with; also of operations that failed. */
const BY_CODE: [RegExp, Verdict][] = [
  [
    /quota/i,
    {
      kind: 'Permanent',
      code: 'azureQuotaExceeded',
      nextStep: 'Ask Azure for a higher quota, or free some of it.',
    },
  ],
  [
    /allocation|SkuNotAvailable/i,
    {
      kind: 'Permanent',
      code: 'azureAllocationFailed',
      nextStep: 'Azure has no room for these machines now: try later, another size, or another zone.',
    },
  ],
  [
    /ScopeLocked/i,
    {
      kind: 'Permanent',
      code: 'azureLocked',
      nextStep: 'Remove the lock in Azure, or leave this to a person.',
    },
  ],
];

/** The verdict on ARM's code for a failure, where it means the same whatever came before it. */
export function verdictOnCode({ code = '', message = '' }: ArmError): Verdict | undefined {
  // A quota is refused as an operation that is not allowed.
  const words = /OperationNotAllowed/i.test(code) ? `${code} ${message}` : code;
  return BY_CODE.find(([pattern]) => pattern.test(words))?.[1];
}

function verdict({ status, asked }: FailedAnswer, error: ArmError): Verdict {
  const known = (status === 429 ? undefined : verdictOnCode(error)) ?? BY_STATUS[status];
  if (known) return known;
  if (status >= 500) return { kind: 'Transient', code: 'azureUnavailable', nextStep: WAIT };
  // Without ARM's own error body it was not ARM that answered (a proxy, a wrong endpoint): that proves nothing to be gone.
  if (status < 400 || (status === 404 && !error.code))
    return { kind: 'Transient', code: 'azureUnreadableAnswer', nextStep: WAIT };
  if (status === 404) return { kind: 'Permanent', ...notFound(asked, error.message ?? '') };
  return {
    kind: 'Permanent',
    code: 'azureRejected',
    nextStep: "Check the fleet's scale set id and what ARM says about it.",
  };
}

function describe(status: number, error: ArmError): string {
  // The code is a word of ARM's: `AuthorizationFailed: …` would else read like a secret under its name.
  const code = error.code?.replaceAll(/\W/g, '').slice(0, 80);
  const said = [code, error.message && fitToShow(error.message)].filter(Boolean).join(': ');
  return said ? `ARM answered ${status} ${said}` : `ARM answered ${status} without saying why.`;
}

function armError(body: string): ArmError {
  try {
    const error = (JSON.parse(body) as { error?: unknown } | null)?.error;
    if (typeof error !== 'object' || error === null) return {};
    const { code, message } = error as Record<string, unknown>;
    return {
      ...(typeof code === 'string' ? { code } : {}),
      ...(typeof message === 'string' ? { message } : {}),
    };
  } catch {
    return {};
  }
}

/** No answer in time. */
export function azureTimeout(seconds: number): ProblemError {
  return transient('azureTimeout', `ARM did not answer within ${seconds} s.`);
}

/** An answer that says success and cannot be understood; a retry mostly heals a cut-off body. */
export function azureUnreadableAnswer(what: string): ProblemError {
  return transient('azureUnreadableAnswer', `ARM's answer cannot be understood: ${what}.`);
}

/** Any failure of a call as a `ProblemError`. The SDK's own errors hold the request, token included, so none is kept as cause. */
export function problemOfFailure(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isCredentialError(error)) return credentialProblem(error);
  // Errors of the connection come with a code; those of a page that is no page come without.
  if (isRestError(error) && error.code && error.code !== 'PARSE_ERROR')
    return transient('azureUnreachable', `ARM cannot be reached (${error.code}).`);
  if (isRestError(error) || error instanceof TypeError)
    return azureUnreadableAnswer('not what its API promises');
  return new ProblemError({
    kind: 'Bug',
    code: 'azureUnexpectedError',
    message: fitToShow(error instanceof Error ? `${error.name}: ${error.message}` : 'Something was thrown.'),
    nextStep: 'Report this with the time it happened.',
  });
}

function transient(code: string, message: string): ProblemError {
  return new ProblemError({ kind: 'Transient', code, message, nextStep: WAIT });
}

const CREDENTIAL_ERRORS = new Set([
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

function isCredentialError(error: unknown): error is Error & { statusCode?: unknown } {
  return error instanceof Error && CREDENTIAL_ERRORS.has(error.name);
}

/** The token service may be down for a moment as well; anything else needs a person. */
function credentialProblem(error: Error & { statusCode?: unknown }): ProblemError {
  const status = typeof error.statusCode === 'number' ? error.statusCode : 0;
  if (status === 429 || status >= 500)
    return transient('azureUnavailable', `The service that issues Azure tokens answered ${status}.`);
  return new ProblemError({
    kind: 'Permanent',
    code: 'azureUnauthorized',
    message: `No Azure token could be had (${error.name}).`,
    nextStep:
      'Give this app a managed identity, or sign in where it runs; then the role Reader on the resource group.',
  });
}
