import { DatabaseSync } from 'node:sqlite';

/**
 * Everything that Azure's task hub would hold as a payload: what orchestrations and activities are given and answer.
 * A history event tells the results; the inputs of activities wait in a table of their own until they are done.
 */
const LARGEST = `
  SELECT max(bytes) AS bytes FROM (
    SELECT max(octet_length(json_extract(event, '$.Result')), octet_length(coalesce(json_extract(event, '$.Input'), ''))) AS bytes
      FROM history WHERE json_extract(event, '$.Result') IS NOT NULL
    UNION ALL SELECT octet_length(json_extract(event, '$.Input')) FROM history
    UNION ALL SELECT octet_length(input) FROM activities
    UNION ALL SELECT max(octet_length(coalesce(input, '')), octet_length(coalesce(output, '')), octet_length(coalesce(customStatus, '')))
      FROM instances
  )`;

/** Reads the host's task hub after each of its commits and remembers the largest payload, in bytes. */
export class PayloadWatch {
  #largest = 0;
  #read: (() => number) | undefined;
  #database: DatabaseSync | undefined;

  /** From here on; the host must have made its database. */
  open(path: string): void {
    this.#database = new DatabaseSync(path, { readOnly: true });
    const statement = this.#database.prepare(LARGEST);
    this.#read = () => Number(statement.get()?.['bytes'] ?? 0);
  }

  look(): void {
    if (this.#read) this.#largest = Math.max(this.#largest, this.#read());
  }

  close(): number {
    this.#read = undefined;
    this.#database?.close();
    return this.#largest;
  }
}
