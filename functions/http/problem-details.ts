import type { HttpResponseInit } from '@azure/functions';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';

/** With the type `about:blank` the title is the status's own phrase (RFC 9457, 4.2.1); `code` tells problems apart. */
export const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/** Who must act decides the status: the caller (4xx), nobody (503), or whoever runs this (500). */
const BY_KIND: Record<Problem['kind'], number> = {
  InvalidInput: 400,
  Conflict: 409,
  Transient: 503,
  Permanent: 500,
  Bug: 500,
};
/** Where HTTP has a better word for it. 404 only for what the address itself names, or the event's own scale set. */
const BY_CODE: Record<string, number> = {
  ...{
    fleetNotFound: 404,
    reactionNotFound: 404,
    rolloutNotFound: 404,
    schemaUnknown: 404,
    metricsNotKept: 404,
    instanceNotFound: 404,
    commandUnknown: 404,
    scaleSetUnknown: 404,
  },
  ...{ notSignedIn: 401, roleMissing: 403, foreignPage: 403 },
  ...{ methodNotTaken: 405, preconditionFailed: 412, idempotencyKeyReused: 409, tooLarge: 413, notJson: 415 },
  ...{ storeUnauthorized: 502, storeFull: 507, storeUnusable: 503 },
};
/** Another service refused us: it, or what it was told of us, is to be put right. */
const OF_OTHERS = /^(?:octopus|webhook|azure|arm)[A-Z]/;

/** One thing wrong with a body, and where: `octopus.roles[0]`. */
export interface FieldError {
  path: string;
  message: string;
  /** Stable, for programs; where one is told. */
  code?: string;
  /** Of the text that was sent, counted from 1; where one is told. */
  line?: number;
  column?: number;
}

/** A request that is not in form; says all that is wrong with it at once. */
export class NotInForm extends ProblemError {
  readonly errors: FieldError[];

  constructor(what: string, errors: FieldError[]) {
    const count = `${errors.length} problem${errors.length === 1 ? '' : 's'}`;
    super({
      ...{ kind: 'InvalidInput', code: 'invalidBody', message: `The ${what} has ${count}.` },
      nextStep: 'Correct what `errors` lists, each with its path.',
    });
    this.name = 'NotInForm';
    this.errors = errors;
  }
}

/** The answer to a request that failed, in the form of RFC 9457; what to do about it is a field of its own. */
export function problemDetails(error: ProblemError): HttpResponseInit {
  const { code, message: detail, nextStep, retryAfterSeconds } = error.problem;
  const status = statusOf(error.problem);
  const errors = error instanceof NotInForm ? { errors: error.errors } : {};
  const title = TITLES[status] ?? 'Error';
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
    },
    body: JSON.stringify({ type: 'about:blank', title, status, code, detail, nextStep, ...errors }),
  };
}

function statusOf({ kind, code }: Problem): number {
  const refusedElsewhere = kind === 'Permanent' && OF_OTHERS.test(code);
  return BY_CODE[code] ?? (refusedElsewhere ? 502 : BY_KIND[kind]);
}

/** Runs a handler; whatever problem it throws becomes the answer. Anything else is the host's 500, without details. */
export async function answer(handle: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof ProblemError) return problemDetails(error);
    throw error;
  }
}
