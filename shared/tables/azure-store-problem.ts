import { RestError } from '@azure/data-tables';
import { ProblemError } from '../contracts/problem.ts';
import type { Problem } from '../contracts/problem.ts';

const IDENTITY_ERRORS = ['AuthenticationError', 'AggregateAuthenticationError', 'CredentialUnavailableError'];
const UNREACHABLE = ['AbortError', 'TimeoutError'];
const DEFAULT_RETRY_SECONDS = 5;

/** The service's own word for a failure (`EntityAlreadyExists`), or the client's (`REQUEST_SEND_ERROR`). */
function errorCode(error: RestError): string {
  const details = error.details as { odataError?: { code?: unknown } } | undefined;
  const code = details?.odataError?.code;
  return typeof code === 'string' ? code : (error.code ?? 'none');
}

/** The row asked for is not there, the table may be. */
export function isMissingRow(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404 && !isMissingTable(error);
}

/** Somebody deleted the table under us. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404 && errorCode(error) === 'TableNotFound';
}

/** A row was there that should not be, or was not the version it should be. */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof RestError)) return false;
  return error.statusCode === 412 || (error.statusCode === 409 && errorCode(error) === 'EntityAlreadyExists');
}

/** Any failure of Azure Tables as a `ProblemError`, by who must act. */
export function azureStoreProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError(classify(error), { cause: error });
}

function classify(error: unknown): Problem {
  if (error instanceof RestError && error.statusCode !== undefined)
    return classifyStatus(error, error.statusCode);
  if (error instanceof Error && IDENTITY_ERRORS.includes(error.name))
    return unauthorized('no token for it could be had');
  if (error instanceof RestError || UNREACHABLE.includes(errorName(error))) {
    return transient('storeUnreachable', `The table store does not answer (${describe(error)}).`);
  }
  return bug(describe(error));
}

function classifyStatus(error: RestError, status: number): Problem {
  const said = `${status} ${errorCode(error)}`;
  if (status === 401 || status === 403) return unauthorized(said);
  if (status === 408 || status === 429 || status >= 500) {
    return transient('storeBusy', `The table store answered ${said}.`, retryAfterSeconds(error));
  }
  if (isMissingTable(error) || errorCode(error) === 'TableBeingDeleted') {
    return transient('tableMissing', `A table was deleted or is being deleted (${said}).`);
  }
  return bug(said);
}

function describe(error: unknown): string {
  if (error instanceof RestError) return errorCode(error);
  return String(error);
}

function errorName(error: unknown): string {
  return (error as { name?: string }).name ?? '';
}

/** `Retry-After` in whole seconds; a date there counts from now. */
function retryAfterSeconds(error: RestError): number {
  const header = error.response?.headers.get('retry-after');
  if (!header) return DEFAULT_RETRY_SECONDS;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? DEFAULT_RETRY_SECONDS : Math.max(0, Math.ceil(seconds));
}

function transient(code: string, message: string, seconds: number = DEFAULT_RETRY_SECONDS): Problem {
  return { kind: 'Transient', code, message, nextStep: 'It is tried again.', retryAfterSeconds: seconds };
}

function unauthorized(said: string): Problem {
  return {
    kind: 'Permanent',
    code: 'storeUnauthorized',
    message: `The table store refused the app: ${said}.`,
    nextStep:
      'Give the app the role "Storage Table Data Contributor" on the storage account, or correct its connection string.',
  };
}

function bug(said: string): Problem {
  return {
    kind: 'Bug',
    code: 'storeFailed',
    message: `The table store failed: ${said}.`,
    nextStep: 'Report this.',
  };
}
