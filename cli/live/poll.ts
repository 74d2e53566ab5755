import type { Client, Tagged } from '../client.ts';

/** Reads the same again and again; what has not changed is not sent again, and is the very same object. */
export class Poll {
  readonly #client: Client;
  readonly #known = new Map<string, Tagged<unknown>>();

  constructor(client: Client) {
    this.#client = client;
  }

  async get<T>(path: string): Promise<T> {
    const read = await this.#client.getTagged<T>(path, this.#known.get(path) as Tagged<T> | undefined);
    this.#known.set(path, read);
    return read.value;
  }

  /** Every item of every page. */
  async all<T>(path: string): Promise<T[]> {
    const { items, nextLink } = await this.get<{ items: T[]; nextLink?: string }>(path);
    return nextLink === undefined ? items : [...items, ...(await this.all<T>(pathOf(nextLink)))];
  }
}

function pathOf(link: string): string {
  const { pathname, search } = new URL(link, 'http://any');
  return `${pathname}${search}`;
}
