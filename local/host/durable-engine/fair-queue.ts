/** A queue that serves its owners in turn, so that one owner with much work does not hold up the others. */
export class FairQueue<T> {
  readonly #owners = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(owner: string, item: T): void {
    const items = this.#owners.get(owner);
    if (items) items.push(item);
    else this.#owners.set(owner, [item]);
    this.#size++;
  }

  take(): T | undefined {
    for (const [owner, items] of this.#owners) {
      const item = items.shift();
      this.#owners.delete(owner);
      if (items.length > 0) this.#owners.set(owner, items);
      if (item === undefined) continue;
      this.#size--;
      return item;
    }
    return undefined;
  }

  clear(): void {
    this.#owners.clear();
    this.#size = 0;
  }
}
