/**
 * Stands in for `@azure/functions-core`, the module that the Node.js worker gives to `@azure/functions`.
 * Registrations go to the host that is loading its app; loads are therefore one at a time.
 */
import { AppRegistry } from './app-model/app-registry.ts';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogLevel,
  ProgrammingModel,
} from './app-model/rpc-types.ts';

export const version = '3.10.1';
export const hostVersion = '4.1040.0';

export class Disposable {
  readonly #dispose: () => unknown;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...parts: { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => parts.forEach((part) => part.dispose()));
  }

  dispose(): unknown {
    return this.#dispose();
  }
}

// Set once per process by `@azure/functions` on the first registration, so it outlives every single host.
let programmingModel: ProgrammingModel | undefined;
let loading: AppRegistry | undefined;
let lastLoad: Promise<unknown> = Promise.resolve();
const loaded = new WeakMap<() => unknown, AppRegistry>();

export function setProgrammingModel(model: ProgrammingModel): void {
  programmingModel = model;
}

/** @throws Error when the app has not registered anything yet. */
export function getProgrammingModel(): ProgrammingModel {
  if (!programmingModel)
    throw new Error('The app has registered no function, so there is no programming model.');
  return programmingModel;
}

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  return new Disposable(current('function', metadata.name).add(metadata, callback));
}

export function registerHook(hookName: string, callback: HookCallback): Disposable {
  return new Disposable(current('hook', hookName).addHook(hookName, callback));
}

/** Messages of the package itself that belong to no invocation. Only what needs attention is worth a line. */
export function log(level: LogLevel, _category: string, message: string): void {
  if (level === 'warning' || level === 'error' || level === 'critical') console.warn(message);
}

/**
 * Runs `load` and returns what it registered. A `load` that only imports modules registers nothing when it is run
 * again in the same process; then the registrations of its first run count.
 */
export function collectRegistrations(load: () => unknown): Promise<AppRegistry> {
  const mine = lastLoad.then(() => collect(load));
  lastLoad = mine.catch(() => undefined);
  return mine;
}

async function collect(load: () => unknown): Promise<AppRegistry> {
  loading = new AppRegistry();
  try {
    await load();
    if (loading.functions.size === 0) return loaded.get(load) ?? loading;
    loaded.set(load, loading);
    return loading;
  } finally {
    loading = undefined;
  }
}

function current(what: string, name: string): AppRegistry {
  if (!loading) throw new Error(`A ${what} can only be registered during app startup: "${name}".`);
  return loading;
}
