import type { HttpResponseInit } from '@azure/functions';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';

/** With the type `about:blank` the title is the status's own phrase (RFC 9457, 4.2.1); `code` tells problems apart. */
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** One thing wrong with a body, and where: `octopus.roles[0]`. */
export interface FieldError {
  path: string;
  message: string;
}

interface Details {
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
}

/** An answer in the form of RFC 9457. */
export function problemDetails({ status, code, detail, errors }: Details): HttpResponseInit {
  const title = TITLES[status] ?? 'Error';
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, code, detail, ...(errors ? { errors } : {}) }),
  };
}

const STATUS: Record<Problem['kind'], number> = {
  InvalidInput: 400,
  Conflict: 409,
  Transient: 503,
  Permanent: 404,
  Bug: 500,
};

/** Ends a request early with an answer; thrown below a handler, rendered by `answer`. */
export class HttpProblem extends Error {
  readonly details: Details;

  constructor(details: Details) {
    super(details.detail);
    this.name = 'HttpProblem';
    this.details = details;
  }
}

/** Runs a handler; whatever problem it throws becomes the answer. Anything else is the host's 500, without details. */
export async function answer(handle: () => Promise<HttpResponseInit>): Promise<HttpResponseInit> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof HttpProblem) return problemDetails(error.details);
    if (!(error instanceof ProblemError)) throw error;
    const { kind, code, message, nextStep } = error.problem;
    return problemDetails({ status: STATUS[kind], code, detail: `${message} ${nextStep}` });
  }
}
