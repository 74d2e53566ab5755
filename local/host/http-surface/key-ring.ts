import { createHash, timingSafeEqual } from 'node:crypto';
import { headerOf } from './exchange.ts';
import type { HostRequest } from './exchange.ts';

/** Keys by their names, as the Functions host keeps them. */
export interface HostKeys {
  master?: string;
  /** Keys for every function: name → key. */
  functions?: Record<string, string>;
  /** Keys of the webhooks: `eventgrid_extension`, `durabletask_extension`. */
  system?: Record<string, string>;
}

export type AuthLevel = 'anonymous' | 'function' | 'admin';

/** Answers whether a request may pass. Keys are compared in constant time and never written anywhere. */
export class KeyRing {
  readonly #master: string;
  readonly #functions: Record<string, string>;
  readonly #system: Record<string, string>;

  constructor(keys: HostKeys = {}) {
    this.#master = keys.master ?? 'local-master';
    this.#functions = keys.functions ?? { default: 'local' };
    this.#system = { eventgrid_extension: 'local', durabletask_extension: 'local', ...keys.system };
  }

  systemKey(name: string): string {
    return this.#system[name] ?? this.#master;
  }

  allows(request: HostRequest, level: AuthLevel): boolean {
    if (level === 'anonymous') return true;
    const accepted = level === 'admin' ? [this.#master] : [this.#master, ...Object.values(this.#functions)];
    return matches(request, accepted);
  }

  allowsSystem(request: HostRequest, name: string): boolean {
    return matches(request, [this.#master, this.systemKey(name)]);
  }
}

function matches(request: HostRequest, accepted: readonly string[]): boolean {
  const given = headerOf(request, 'x-functions-key') ?? request.url.searchParams.get('code');
  if (!given) return false;
  return accepted.some((key) => timingSafeEqual(digest(key), digest(given)));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
