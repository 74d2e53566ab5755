import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of reference material beside the repository; tests that use it skip when it is not there. */
export const REFERENCE = join(__dirname, '../../../shared/reference/arm');
export const hasReference = existsSync(REFERENCE);

export function noticeWithoutReference(what: string): void {
  if (!hasReference) console.warn(`${what} skipped: the reference folder is not here`);
}
