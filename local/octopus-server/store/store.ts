import type { Documents, Kind } from '../model.ts';

/** Where the documents live. Documents are replaced, never changed in place. */
export interface Store {
  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined;
  /** In the order of their making. */
  all<K extends Kind>(kind: K): Documents[K][];
  count(kind: Kind): number;
  put<K extends Kind>(kind: K, document: Documents[K]): void;
  remove(kind: Kind, id: string): boolean;
  /** A new id like `Machines-12`; numbers are never used again. */
  newId(kind: Kind): string;
  /** Makes everything written so far durable; to be called before a request is answered. */
  commit(): void;
  /** All documents as JSON text, to be given to `restore`. */
  snapshot(): string;
  restore(snapshot: string): void;
  close(): void;
}
