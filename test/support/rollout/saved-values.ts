import { createHash } from 'node:crypto';
import type { SavedValues } from '../../../shared/ports/rollout.ts';

/** Rows in memory: by content, and only what survives JSON. */
export function memorySavedValues(): SavedValues {
  const rows = new Map<string, string>();
  return {
    save(value) {
      const text = JSON.stringify(value);
      const key = createHash('sha256').update(text).digest('hex').slice(0, 32);
      rows.set(key, text);
      return Promise.resolve(key);
    },
    load(key) {
      const text = rows.get(key);
      return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as unknown));
    },
  };
}
