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

/** `stranger`: no key, or none that is known. `wrongLevel`: a key that is known, but for something else. */
export type Admission = 'allowed' | 'stranger' | 'wrongLevel';

interface KnownKey {
  /** `master`, `function`, or a system key's name. */
  level: string;
  digest: Buffer;
}

/** Answers whether a request may pass. Keys are compared in constant time and never written anywhere. */
export class KeyRing {
  readonly #durableKey: string;
  readonly #known: KnownKey[];

  /** @throws Error when one value is the key of two levels: the real host would let nobody in with it. */
  constructor(keys: HostKeys = {}) {
    const system: Record<string, string> = {
      eventgrid_extension: 'local-eventgrid',
      durabletask_extension: 'local-durable',
      ...keys.system,
    };
    const values = [
      ['master', keys.master ?? 'local-master'],
      ...Object.values(keys.functions ?? { default: 'local' }).map((value) => ['function', value]),
      ...Object.entries(system),
    ] as [string, string][];
    refuseShared(values);
    this.#durableKey = system.durabletask_extension ?? '';
    this.#known = values.map(([level, value]) => ({ level, digest: digest(value) }));
  }

  /** For the links that clients of orchestrations are given. */
  get durableKey(): string {
    return this.#durableKey;
  }

  /** Of an HTTP trigger: the real host answers 401 whatever is wrong with the key. */
  allows(request: HostRequest, level: AuthLevel): boolean {
    if (level === 'anonymous') return true;
    const given = this.#levelOf(request);
    return given === 'master' || (level === 'function' && given === 'function');
  }

  /** Of a webhook, by the name of its system key, or of the host's own addresses (`master`). */
  admit(request: HostRequest, level: string): Admission {
    const given = this.#levelOf(request);
    if (given === undefined) return 'stranger';
    return given === 'master' || given === level ? 'allowed' : 'wrongLevel';
  }

  #levelOf(request: HostRequest): string | undefined {
    const given = headerOf(request, 'x-functions-key') ?? request.url.searchParams.get('code');
    if (!given) return undefined;
    const wanted = digest(given);
    return this.#known.find((key) => timingSafeEqual(key.digest, wanted))?.level;
  }
}

function refuseShared(values: readonly [string, string][]): void {
  const levels = new Map<string, string>();
  for (const [level, value] of values) {
    const other = levels.get(value);
    if (other !== undefined && other !== level)
      throw new Error(`The keys of ${other} and ${level} are the same: each needs one of its own.`);
    levels.set(value, level);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
