/** A request after routing: what an operation sees of it. */
export interface OctopusRequest {
  readonly method: string;
  /** The path after `/api` and the space, without a leading slash. */
  readonly path: string;
  /** The space part of the path (an id, slug or name); undefined for `/api/x`. */
  readonly space: string | undefined;
  /** The `{name}` parts of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: unknown;
  /** By which name and port the server was called. */
  readonly host: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as plain text in place of a JSON body. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Query parameters by name without regard to case; lists are comma-joined, repeated, or both. */
export class Query {
  readonly #values = new Map<string, string[]>();
  readonly #text: string;

  constructor(parameters: URLSearchParams) {
    this.#text = parameters.toString();
    for (const [name, value] of parameters) {
      const key = name.toLowerCase();
      this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
    }
  }

  one(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.[0];
  }

  /** An absent and an empty list are the same: no filter. */
  list(name: string): string[] {
    const values = this.#values.get(name.toLowerCase()) ?? [];
    return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
  }

  flag(name: string): boolean | undefined {
    const value = this.one(name)?.toLowerCase();
    return value === undefined || value === '' ? undefined : value === 'true';
  }

  /** The same query with some parameters replaced, for the links of a page; a key sent in it is not repeated. */
  with(replaced: Record<string, number>): string {
    const parameters = new URLSearchParams(this.#text);
    for (const name of [...parameters.keys()]) if (name.toLowerCase() === 'apikey') parameters.delete(name);
    for (const [name, value] of Object.entries(replaced)) parameters.set(name, String(value));
    return parameters.toString();
  }
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}
