import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../local/arm/settings.ts';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import type { SqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import type { LogEntry, StoreFault } from '../../local/host/start-host.ts';
import type { RateLimit } from '../../local/octopus-server/server/rate-limit.ts';
import {
  type Adapters,
  adaptersTo,
  eventDoor,
  type Inside,
  LOCAL_API_KEY,
  localWebhooks,
  type Outside,
  startInside,
  startOutside,
  type WorldOptions,
} from '../../local/launcher/start-world.ts';
import { targetRegistries } from '../../functions/target-registries.ts';
import { trustedIdentity } from './trusted-identity.ts';
import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import { type Api, apiAt } from './api.ts';
import { Dealings } from './dealings.ts';
import { Witness } from './witness.ts';

export const ENVIRONMENT = 'Production';
export const INSTALLATION = 'test';
export const DISK_FULL = 'database or disk is full';
export const WRONG_KEY = 'API-WRONGWRONGWRONGWRONG';

export interface WorldSettings {
  azure?: Partial<Settings>;
  /** Where a further server is, called `odd`, that answers as no Octopus would. */
  oddOctopus?: string;
  /** How often each user may ask Octopus; no limit by default. */
  octopusAllows?: RateLimit;
  /** A new one unless somebody else has to know the time as well. */
  clock?: VirtualClock;
  schema?: 'EventGridSchema' | 'CloudEventSchemaV1_0';
  /** Keeps the app's state on disk, so that it can be killed and started again. */
  durable?: boolean;
  /** Told of every durable commit, and of every activity's answer before it is kept; may say 'crash'. */
  onMoment?: (what: string) => 'crash' | undefined;
  /** Wall time after which a call to Octopus is given up. */
  octopusTimeoutSeconds?: number;
  /** Makes the store of the orchestrations fail by throwing an error that says `DISK_FULL`. */
  storeFault?: StoreFault;
  /** Whether it does so at the moment: what the app logs then, as what it asks of its host fails, is no news. */
  isStoreFailing?: () => boolean;
  /** Answers `GET /api/metrics`. */
  metricsText?: () => Promise<string>;
  /** Finds messages as late as the queues on Azure would, by this host.json. */
  queuesOf?: unknown;
}

/** The whole of it in virtual time: the app on its host, and what is outside. */
export class World {
  readonly clock: VirtualClock;
  readonly logs: LogEntry[] = [];
  readonly outside: Outside;
  readonly witness: Witness;
  readonly dealings: Dealings;
  /** Machines that belong to nobody's fleet, by name. */
  readonly foreign = new Set<string>();
  /** Scale sets, by resource id in lower case, whose running machines a person agreed to let go. */
  readonly letGo = new Set<string>();
  /** When the story began, in milliseconds since the epoch: what was before it is not told. */
  storyBegan = 0;
  #inside: Inside | undefined;
  readonly #others: Inside[] = [];
  #leave: () => void = () => undefined;
  readonly #settings: WorldSettings;
  readonly #stateDir: string | undefined;
  #lives = 0;
  #register: WorldOptions['register'];

  private constructor(settings: WorldSettings, outside: Outside, clock: VirtualClock) {
    this.#settings = settings;
    this.outside = outside;
    this.clock = clock;
    this.#stateDir = settings.durable ? mkdtempSync(join(tmpdir(), 'fleet-')) : undefined;
    this.witness = new Witness(outside.arm.sim, () => clock.now());
    this.dealings = new Dealings(outside.octopus.sim, () => clock.now());
  }

  static async start(settings: WorldSettings = {}): Promise<World> {
    const { clock = new VirtualClock() } = settings;
    const arm = settings.azure ? { arm: { settings: settings.azure } } : {};
    const octopus = settings.octopusAllows ? { octopus: { rateLimit: settings.octopusAllows } } : {};
    const outside = await startOutside({ clock, ports: { host: 0, arm: 0, octopus: 0 }, ...arm, ...octopus });
    clock.join(outside.arm);
    clock.join(outside.octopus);
    const world = new World(settings, outside, clock);
    await world.startApp();
    const schema = settings.schema ?? 'EventGridSchema';
    await outside.arm.sim.subscribe({ url: eventDoor(world.url), schema });
    return world;
  }

  get url(): string {
    return this.inside.host.url;
  }

  get inside(): Inside {
    if (!this.#inside) throw new Error('the app has not been started');
    return this.#inside;
  }

  get api(): Api {
    return apiAt(this.url);
  }

  beginStory(): void {
    this.storyBegan = this.clock.now();
  }

  /** Starts the app, or starts it again where the one before it was: with the same state, at the same address. */
  async startApp(): Promise<void> {
    const port = this.#inside ? Number(new URL(this.#inside.host.url).port) : 0;
    this.#inside = await startInside(this.#options(port), this.#adapters(INSTALLATION));
    this.#leave = this.clock.join(this.#inside.host);
  }

  /** As kill -9, and at once started again. */
  async restartApp(): Promise<void> {
    this.killApp();
    await this.startApp();
  }

  /** Other code is put in the place of what runs, in the middle of whatever it does. */
  async upgradesTo(register: NonNullable<WorldOptions['register']>): Promise<void> {
    this.#register = register;
    await this.restartApp();
  }

  /** All durable histories are lost; the app's own store is not. */
  async losesItsTaskHub(): Promise<void> {
    this.killApp();
    for (const file of readdirSync(this.#stateDir ?? '').filter((name) => name.startsWith('taskhub')))
      rmSync(join(this.#stateDir ?? '', file));
    await this.startApp();
  }

  /** As kill -9. */
  killApp(): void {
    this.#leave();
    this.inside.kill();
  }

  /** Another installation of the app, with a state of its own, on the same Azure and the same Octopus. */
  async alsoRuns(installation: string): Promise<Api> {
    const options = { clock: this.clock, installation, ports: { host: 0, arm: 0, octopus: 0 } };
    const other = await startInside(options, this.#adapters(installation));
    this.clock.join(other.host);
    this.#others.push(other);
    return apiAt(other.host.url);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#others.map((other) => other.stop()));
    this.#leave();
    if (this.inside.host.crashed) this.inside.kill();
    else await this.inside.stop();
    await Promise.all([this.outside.arm.stop(), this.outside.octopus.stop()]);
    if (this.#stateDir) rmSync(this.#stateDir, { recursive: true, force: true });
  }

  #options(port: number): WorldOptions {
    const { onMoment = () => undefined, queuesOf, storeFault, metricsText } = this.#settings;
    const life = ++this.#lives;
    return {
      clock: this.clock,
      installation: INSTALLATION,
      ports: { host: port, arm: 0, octopus: 0 },
      host: {
        log: (entry) => this.#hear(life, entry),
        onStep: ({ kind, detail }) => onMoment(`${kind}: ${detail}`),
        ...(storeFault && { storeFault }),
        ...(queuesOf === undefined ? {} : { imitateQueues: true, hostJson: queuesOf }),
      },
      overRows: (rows) => this.#watched(rows),
      ...(metricsText ? { metricsText } : {}),
      ...(this.#register ? { register: this.#register } : {}),
      ...(this.#stateDir ? { stateDir: this.#stateDir } : {}),
    };
  }

  /** The dead say nothing: what of them still runs in this process is not heard. */
  #hear(life: number, entry: LogEntry): void {
    // That the store fails when it is made to is no news.
    if (this.#settings.storeFault && entry.message.includes(DISK_FULL)) return;
    if (entry.level === 'error' && this.#settings.isStoreFailing?.()) return;
    if (life === this.#lives && !this.#inside?.host.crashed) this.logs.push(entry);
  }

  /** After a write that was the last, nobody hears that it was done. */
  #watched(rows: SqliteRowStore): SqliteRowStore {
    const { onMoment = () => undefined } = this.#settings;
    return {
      ...rows,
      write: async (partition, changes) => {
        const written = await rows.write(partition, changes);
        if (onMoment(`store: ${partition.table}`) !== 'crash') return written;
        this.inside.host.kill();
        return new Promise(() => undefined);
      },
    };
  }

  #adapters(installation: string): Adapters {
    const { octopus } = this.outside;
    const { scaleSets, ...others } = adaptersTo(this.outside, this.clock);
    const { octopusTimeoutSeconds: timeoutSeconds = 30, oddOctopus } = this.#settings;
    const servers = {
      default: { url: octopus.url, apiKey: LOCAL_API_KEY },
      locked: { url: octopus.url, apiKey: WRONG_KEY },
      trusting: { url: octopus.url, identity: trustedIdentity(octopus, this.clock) },
      ...(oddOctopus === undefined ? {} : { odd: { url: oddOctopus, apiKey: LOCAL_API_KEY } }),
    };
    const octopusAt = createOctopus(servers, { now: () => this.clock.now(), timeoutSeconds });
    return {
      scaleSets: this.witness.over(scaleSets),
      ...others,
      ...this.dealings.over(
        installation,
        targetRegistries({ octopus: octopusAt, webhooks: localWebhooks(this.clock) }),
      ),
    };
  }
}
