import * as z from 'zod';

/**
 * Who must act decides the kind (design 4):
 * `InvalidInput` the caller, never retried; `Conflict` another operation owns the thing, wait;
 * `Transient` nobody, retry after a while; `Permanent` an operator; `Bug` us.
 */
export const ProblemKind = z.enum(['InvalidInput', 'Conflict', 'Transient', 'Permanent', 'Bug']);
export type ProblemKind = z.infer<typeof ProblemKind>;

/** A failure as data: it crosses activities, is stored on a fleet's status and shown to people. Never holds a secret. */
export const Problem = z.object({
  kind: ProblemKind,
  /** Stable, for programs: `scaleSetNotFound`, `octopusUnauthorized`, ... */
  code: z.string(),
  /** One sentence for people: what happened. */
  message: z.string(),
  /** One sentence for people: what to do about it. */
  nextStep: z.string(),
  /** Seconds the other side asked us to wait (`Retry-After`). */
  retryAfterSeconds: z.number().nonnegative().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What an activity answers: its value, or the problem that kept it from one. Problems are values, not throws. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** The only error the adapters throw; carries its problem across `throw` until an activity turns it into an answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.message}`, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The caller must send something else. */
export function invalid(code: string, message: string, nextStep: string): ProblemError {
  return new ProblemError({ kind: 'InvalidInput', code, message, nextStep });
}

/** Something else has the thing, now or for good. */
export function conflict(code: string, message: string, nextStep: string): ProblemError {
  return new ProblemError({ kind: 'Conflict', code, message, nextStep });
}

/** Nobody need do anything; it is tried again, after as long as the other side asked for. */
export function transient(code: string, message: string, retryAfterSeconds?: number): ProblemError {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new ProblemError({ kind: 'Transient', code, message, nextStep: 'It is tried again.', ...wait });
}

/** Whoever runs this must put something right. */
export function permanent(code: string, message: string, nextStep: string): ProblemError {
  return new ProblemError({ kind: 'Permanent', code, message, nextStep });
}

/** A mistake of ours. */
export function bug(code: string, message: string, nextStep = 'Report this.'): ProblemError {
  return new ProblemError({ kind: 'Bug', code, message, nextStep });
}
