import { Chance } from '../../../local/arm/chance.ts';
import { transact } from '../../../local/arm/http/transact.ts';
import type { Written } from '../../../local/arm/http/written.ts';
import { AutoscaleEngine } from '../../../local/arm/monitor/autoscale-engine.ts';
import { ensureGroups } from '../../../local/arm/resources/groups.ts';
import { PlatformEngine } from '../../../local/arm/rules/platform-engine.ts';
import { DEFAULT_SETTINGS } from '../../../local/arm/settings.ts';
import { SimControl } from '../../../local/arm/sim/sim-control.ts';
import type { Change } from '../../../local/arm/store/collection.ts';
import type { Journal } from '../../../local/arm/store/journal.ts';
import { Store } from '../../../local/arm/store/store.ts';
import type { World } from '../../../local/arm/world.ts';
import { GROUP } from '../given-arm.ts';
import { GIVEN } from './bodies.ts';
import { StoryClock } from './story-clock.ts';

export interface Asked {
  method: string;
  url: string;
  text?: string;
  headers?: Record<string, string>;
  /** Default: another one for each request. */
  id?: string;
}

/** A region small enough that a mutated capacity does not make a story of thousands of machines. */
const SETTINGS = { ...DEFAULT_SETTINGS, coreQuota: 60, readySeconds: [10, 60] as [number, number] };

/** The simulator without its socket: requests in, answers out, and all it stores in view. */
export class FuzzWorld {
  readonly clock: StoryClock;
  /** Lines of the log that tell of a defect. */
  readonly defects: string[] = [];
  readonly world: World;
  readonly #engines: Array<AutoscaleEngine | PlatformEngine>;
  #requests = 0;
  #seen = -1;

  constructor(journal: Journal, clock = new StoryClock()) {
    this.clock = clock;
    const store = new Store(freezing(journal));
    this.world = {
      ...{ clock, chance: new Chance(1), store, settings: SETTINGS },
      log: (line) =>
        void (/^defect:|(Type|Range|Syntax|Reference)Error/.test(line) && this.defects.push(line)),
    };
    ensureGroups(this.world);
    store.commit();
    this.#engines = [
      new AutoscaleEngine(this.world, () => undefined),
      new PlatformEngine(this.world, () => undefined),
    ];
  }

  /** Fills a new world with one of each kind. */
  populate(): void {
    const sim = new SimControl(this.world, () => undefined);
    const at = { resourceGroup: 'rg-demo' };
    sim.createResourceGroup({ resourceGroup: 'rg-demo' });
    sim.createResourceGroup({ resourceGroup: 'rg-other' });
    sim.createGalleryImage({ ...at, gallery: 'demo', image: 'web', version: '1.0.0' });
    sim.createImage({ ...at, name: 'golden' });
    for (const [path, version, body] of GIVEN) {
      const { status, text } = this.ask({
        method: 'PUT',
        url: `${path}?api-version=${version}`,
        text: JSON.stringify(body),
      });
      if (status >= 300) throw new Error(`${path} is not given: ${text}`);
    }
    sim.createLifecycleHook({ scaleSet: `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web` });
    this.clock.advance(300_000);
  }

  /** One request, answered at once. */
  ask({ method, url, text = '', headers, id }: Asked): Written {
    const number = this.#requests++;
    const outgoing = transact(
      this.world,
      {
        ...{ method, url, text, base: 'http://sim' },
        headers: { authorization: 'Bearer token', 'content-type': 'application/json', ...headers },
        id: id ?? `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
      },
      { limiter: undefined, count: () => undefined },
    );
    this.#wake();
    if ('reset' in outgoing) throw new Error('no fault is set, yet the connection is cut');
    return outgoing.written;
  }

  /** All that is stored, by identity: records are never changed in place, so the same records are the same state. */
  records(): unknown[] {
    return this.world.store.snapshot().map(({ record }) => record);
  }

  /** Two worlds that tell the same here have the same state. */
  told(): string[] {
    return this.world.store
      .snapshot()
      .map(({ collection, key, record }) => `${collection} ${key} ${JSON.stringify(record)}`);
  }

  #wake(): void {
    const { resources, scaleSets } = this.world.store;
    if (this.#seen === resources.version + scaleSets.version) return;
    this.#seen = resources.version + scaleSets.version;
    for (const engine of this.#engines) engine.wake();
  }
}

/** Records that are safe can never be changed in place: whoever tries fails loudly. */
function freezing(journal: Journal): Journal {
  return {
    read: () => journal.read(),
    close: () => journal.close(),
    write: (changes) => {
      journal.write(changes);
      for (const { record } of changes) freeze(record);
    },
  };
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

/** What the disk keeps, without a disk: text by collection and key. */
export class TextJournal implements Journal {
  readonly #kept = new Map<string, { collection: string; key: string; text: string }>();

  *read(): Iterable<Change> {
    for (const { collection, key, text } of this.#kept.values())
      yield { collection, key, record: JSON.parse(text) as unknown };
  }

  write(changes: Change[]): void {
    for (const { collection, key, record } of changes) {
      const place = `${collection} ${key}`;
      if (record === undefined) this.#kept.delete(place);
      else this.#kept.set(place, { collection, key, text: JSON.stringify(record) });
    }
  }

  close(): void {
    // Nothing is held.
  }
}
