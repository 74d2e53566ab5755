import { ProblemError } from '../../shared/contracts/problem.ts';
import type { Problem } from '../../shared/contracts/problem.ts';

/** Primary result codes of SQLite (the low byte of `errcode`). */
const BUSY = [5, 6];
const OPERATOR = new Map([
  [3, 'Give the process the right to read and write the state directory.'],
  [8, 'Give the process the right to write the state directory.'],
  [10, 'Check the disk that holds the state directory.'],
  [11, 'Restore the state directory from a backup, or start with an empty one.'],
  [13, 'Free some space on the disk that holds the state directory.'],
  [14, 'Check that the state directory exists and can be written.'],
  [26, 'Choose another state directory: its file is not one of this program.'],
]);

/** Any failure of the embedded store as a `ProblemError`: a busy file is Transient, the disk is the operator's, the rest is a Bug. */
export function sqliteProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError(classify(error), { cause: error });
}

function classify(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const code = resultCode(error);
  const said = `The embedded store failed: ${message}.`;
  if (BUSY.includes(code)) {
    return {
      kind: 'Transient',
      code: 'storeBusy',
      message: said,
      nextStep: 'It is tried again.',
      retryAfterSeconds: 1,
    };
  }
  const nextStep = OPERATOR.get(code) ?? fileSystemStep(error);
  if (nextStep !== undefined) return { kind: 'Permanent', code: 'storeUnusable', message: said, nextStep };
  return { kind: 'Bug', code: 'storeFailed', message: said, nextStep: 'Report this.' };
}

function resultCode(error: unknown): number {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : 0;
}

function fileSystemStep(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error ? OPERATOR.get(14) : undefined;
}
