/** One change of a collection, as the journal keeps it; `undefined` means deleted. */
export interface Change {
  collection: string;
  key: string;
  record: unknown;
}

/** Records by key, which remembers what has changed since the last commit so that a failed request leaves no trace. */
export class Collection<T extends { key: string }> {
  readonly name: string;
  /** Rises with every change; what is derived from the records is good while it stays. */
  version = 0;
  readonly #records = new Map<string, T>();
  readonly #before = new Map<string, T | undefined>();
  /** What each attempt under way has found, the innermost last. */
  readonly #attempts: Array<Map<string, T | undefined>> = [];

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#records.size;
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  values(): MapIterator<T> {
    return this.#records.values();
  }

  put(record: T): void {
    this.#remember(record.key);
    this.set(record);
  }

  delete(key: string): void {
    this.#remember(key);
    this.unset(key);
  }

  /** Puts a record that is already safe in the journal. */
  load(record: T): void {
    this.set(record);
  }

  /** What has changed since the last commit. */
  changes(): Change[] {
    return [...this.#before.keys()].map((key) => ({
      collection: this.name,
      key,
      record: this.#records.get(key),
    }));
  }

  /** The changes are safe: from here on they stay. */
  settle(): void {
    this.#before.clear();
  }

  rollback(): void {
    for (const [key, record] of this.#before) {
      if (record) this.set(record);
      else this.unset(key);
    }
    this.#before.clear();
    this.#attempts.length = 0;
  }

  /** Begins an attempt: what is changed from here on can be taken back by itself. */
  begin(): void {
    this.#attempts.push(new Map());
  }

  /** Ends the innermost attempt: what it has changed stays until the commit, or is as it was before. */
  end(kept: boolean): void {
    const found = this.#attempts.pop() ?? new Map<string, T | undefined>();
    const outer = this.#attempts.at(-1);
    for (const [key, record] of found) {
      if (!kept) this.#takeBack(key, record);
      else if (outer && !outer.has(key)) outer.set(key, record);
    }
  }

  #takeBack(key: string, record: T | undefined): void {
    if (record) this.set(record);
    else this.unset(key);
    if (this.#before.get(key) === record) this.#before.delete(key);
  }

  protected set(record: T): void {
    this.version++;
    this.#records.set(record.key, record);
  }

  protected unset(key: string): void {
    this.version++;
    this.#records.delete(key);
  }

  #remember(key: string): void {
    const record = this.#records.get(key);
    if (!this.#before.has(key)) this.#before.set(key, record);
    const attempt = this.#attempts.at(-1);
    if (attempt && !attempt.has(key)) attempt.set(key, record);
  }
}

/** A collection whose records belong to a group each, so that listing one group never looks at the others. */
export class GroupedCollection<T extends { key: string }> extends Collection<T> {
  readonly #groupOf: (record: T) => string;
  readonly #groups = new Map<string, Map<string, T>>();

  constructor(name: string, groupOf: (record: T) => string) {
    super(name);
    this.#groupOf = groupOf;
  }

  group(name: string): Iterable<T> {
    return this.#groups.get(name)?.values() ?? [];
  }

  protected override set(record: T): void {
    super.set(record);
    const name = this.#groupOf(record);
    let group = this.#groups.get(name);
    if (!group) this.#groups.set(name, (group = new Map<string, T>()));
    group.set(record.key, record);
  }

  protected override unset(key: string): void {
    const record = this.get(key);
    super.unset(key);
    if (!record) return;
    const name = this.#groupOf(record);
    const group = this.#groups.get(name);
    group?.delete(key);
    if (group?.size === 0) this.#groups.delete(name);
  }
}
