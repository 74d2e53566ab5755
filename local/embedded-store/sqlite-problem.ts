import { ProblemError } from '../../shared/contracts/problem.ts';
import type { Problem } from '../../shared/contracts/problem.ts';

/** Primary result codes of SQLite (the low byte of `errcode`). */
const BUSY = [5, 6];
const FULL = 13;
const CANNOT_OPEN = 14;
const OPERATOR = new Map([
  [3, 'Give the process the right to read and write the state directory.'],
  [8, 'Give the process the right to write the state directory.'],
  [10, 'Check the disk that holds the state directory.'],
  [11, 'Restore the state directory from a backup, or start with an empty one.'],
  [FULL, 'Free some space on the disk that holds the state directory.'],
  [CANNOT_OPEN, 'Check that the state directory exists and can be written.'],
  [26, 'Choose another state directory: its file is not one of this program.'],
]);

/** What SQLite's and the file system's errors tell. */
interface Thrown {
  message?: string;
  errcode?: number;
  syscall?: string;
}

/** Any failure of the embedded store as a `ProblemError`: a busy file is Transient, the disk is the operator's, the rest is a Bug. */
export function sqliteProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError(classify(error), { cause: error });
}

function classify(error: unknown): Problem {
  const thrown = error as Thrown;
  const said = `The embedded store failed: ${thrown.message ?? String(error)}.`;
  const code = (thrown.errcode ?? 0) & 0xff;
  if (BUSY.includes(code)) {
    return {
      kind: 'Transient',
      code: 'storeBusy',
      message: said,
      nextStep: 'It is tried again.',
      retryAfterSeconds: 1,
    };
  }
  // A system call that failed: the folder cannot be made.
  const nextStep = OPERATOR.get(thrown.syscall === undefined ? code : CANNOT_OPEN);
  if (nextStep !== undefined) {
    const name = code === FULL ? 'storeFull' : 'storeUnusable';
    return { kind: 'Permanent', code: name, message: said, nextStep };
  }
  return { kind: 'Bug', code: 'storeFailed', message: said, nextStep: 'Report this.' };
}
