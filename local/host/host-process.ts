import type { FunctionInfo } from './app-model/app-registry.ts';
import type { HttpProxy } from './app-model/http-proxy.ts';
import type { Invoker, LogEntry } from './app-model/invoker.ts';
import { Dispatcher } from './durable-engine/dispatcher.ts';
import type { Clock } from './durable-engine/clock.ts';
import { QueueDelays } from './durable-engine/queue-delays.ts';
import { InstanceControl } from './durable-engine/instance-control.ts';
import type { HostSettings } from './host-settings.ts';
import type { Front } from './http-surface/exchange.ts';
import { HttpListener } from './http-surface/http-listener.ts';
import { KeyRing } from './http-surface/key-ring.ts';
import type { HostKeys } from './http-surface/key-ring.ts';
import { HostDoors } from './host-doors.ts';
import { TimerTriggers } from './schedules/timer-triggers.ts';
import { HostAbandoned, StepWatch } from './step-watch.ts';
import type { OnStep } from './step-watch.ts';
import { TaskHub } from './task-hub/task-hub.ts';
import type { StoreFault } from './task-hub/task-hub.ts';
import type { DurableAddress } from './runtime-webhooks/durable-links.ts';
import { clientBinding } from './runtime-webhooks/durable-links.ts';

export interface HostProcessOptions {
  port: number;
  database: string;
  clock: Clock;
  keys?: HostKeys;
  front?: Front;
  onStep?: OnStep;
  storeFault?: StoreFault;
  stopGraceMs?: number;
  imitateQueues?: boolean;
  settings: HostSettings;
  invoker: Invoker;
  proxy: HttpProxy | undefined;
  log: (entry: LogEntry) => void;
}

/** How long a stop waits for requests, and then for functions, in real time. */
const STOP_GRACE_MS = 5000;

/** The running host: all parts, and its life from start to stop or crash. */
export class HostProcess {
  readonly #options: HostProcessOptions;
  readonly #hub: TaskHub;
  readonly #dispatcher: Dispatcher;
  readonly #timers: TimerTriggers;
  readonly #keys: KeyRing;
  readonly #front: HttpListener;
  readonly #rpc: HttpListener;
  readonly #doors: HostDoors;
  #alive = true;
  #crashed = false;

  constructor(options: HostProcessOptions) {
    this.#options = options;
    const { settings, invoker, clock, log } = options;
    this.#keys = new KeyRing(options.keys);
    const watch = new StepWatch(options.onStep, () => this.#crash());
    const isAlive = () => this.#alive;
    this.#hub = new TaskHub({
      database: options.database,
      fault: options.storeFault,
      onCommit: (detail) => {
        if (!watch.step('commit', detail)) throw new HostAbandoned();
      },
    });
    const delays = options.imitateQueues
      ? new QueueDelays({ ...settings.queues, now: () => clock.now() })
      : undefined;
    this.#dispatcher = new Dispatcher({
      delays,
      hub: this.#hub,
      invoker,
      clock,
      maxOrchestrators: settings.maxOrchestrators,
      maxActivities: settings.maxActivities,
      log,
      mayAcknowledge: ({ name, instanceId }) => watch.step('activity-result', `${name} of ${instanceId}`),
      isAlive,
    });
    const control = new InstanceControl({
      hub: this.#hub,
      now: () => clock.now(),
      apply: (change) => this.#dispatcher.apply(delays?.sentByClient(change) ?? change),
      overrideAny: settings.overridableExistingInstanceStates === 'AnyState',
    });
    this.#timers = new TimerTriggers({ hub: this.#hub, invoker, clock, settings: process.env, log, isAlive });
    this.#doors = new HostDoors({
      ...options,
      hub: this.#hub,
      control,
      keys: this.#keys,
      address: () => this.#address(),
    });
    const { front = (request, host) => host(request) } = options;
    this.#front = this.#listener(options.port, (request) =>
      front(request, (passed) => this.#doors.front(passed)),
    );
    // Durable clients come in by a port of their own, without a key, as on Azure; only this process knows the address.
    this.#rpc = this.#listener(0, (request) => this.#doors.rpc(request));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#front.port}`;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  async start(): Promise<void> {
    try {
      await this.#rpc.listen();
      await this.#front.listen();
    } catch (error) {
      this.#abandon();
      throw error;
    }
    // With it the durable client leaves the links that it gives out as they are.
    process.env.WEBSITE_HOSTNAME ??= `127.0.0.1:${this.#front.port}`;
    try {
      this.#dispatcher.start();
      this.#timers.start();
    } catch (error) {
      // Crashed at one of its first steps: it has started and is gone, like a process that was killed early.
      if (error instanceof HostAbandoned) return;
      this.#abandon();
      throw error;
    }
  }

  isBusy(): boolean {
    if (!this.#alive) return false;
    const requests = this.#front.inFlight + this.#rpc.inFlight;
    return requests + this.#options.invoker.running > 0 || this.#dispatcher.isBusy();
  }

  functions(): FunctionInfo[] {
    return this.#options.invoker.registry.describe();
  }

  clientData(): string {
    return clientBinding(this.#address(), this.#doors.rpcBaseUrl(this.#rpc.port));
  }

  async stop(): Promise<void> {
    if (!this.#alive) return;
    this.#timers.stop();
    this.#dispatcher.stop();
    const { invoker, stopGraceMs = STOP_GRACE_MS, log } = this.#options;
    await this.#front.close(stopGraceMs);
    if (!(await invoker.idle(stopGraceMs)))
      log({
        level: 'warning',
        message: `${invoker.running} function(s) still run; the host stops without them.`,
      });
    await this.#rpc.close(0);
    // What has just answered is still to be committed.
    await new Promise((resolve) => setImmediate(resolve));
    const { registry } = this.#options.invoker;
    await registry.runHooks('appTerminate', { hookData: {}, appHookData: registry.hookData });
    if (this.#alive) this.#abandon();
  }

  kill(): void {
    if (this.#alive) this.#crash();
  }

  #crash(): void {
    this.#crashed = true;
    this.#abandon();
  }

  #abandon(): void {
    this.#alive = false;
    this.#timers.stop();
    this.#dispatcher.stop();
    this.#front.cut();
    this.#rpc.cut();
    this.#hub.close();
  }

  #listener(port: number, handle: ConstructorParameters<typeof HttpListener>[0]['handle']): HttpListener {
    return new HttpListener({
      port,
      maxBody: this.#options.settings.maxRequestBodySize,
      handle,
      onError: (error) => {
        if (error instanceof HostAbandoned || !this.#alive) return;
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#options.log({ level: 'error', message });
      },
    });
  }

  #address(): DurableAddress {
    return {
      origin: this.url,
      hubName: this.#options.settings.hubName,
      systemKey: this.#keys.durableKey,
    };
  }
}
