import { expect } from '@jest/globals';
import * as z from 'zod';
import type { Answer } from './open-app.ts';

const FieldError = z.strictObject({
  path: z.string(),
  message: z.string().min(1),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
});

/** What RFC 9457 asks for, and what we add to it. */
const ProblemDetails = z.strictObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int(),
  code: z.string().regex(/^[a-z][A-Za-z]+$/),
  detail: z.string().min(1),
  nextStep: z.string().min(1).optional(),
  errors: z.array(FieldError).optional(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;

/** The answer's problem details; fails for an answer that is none. */
export function problemOf(answer: Answer): ProblemDetails {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = ProblemDetails.parse(answer.json);
  expect(problem.status).toBe(answer.status);
  return problem;
}
