import type { BindingInfo, FunctionCallback, FunctionMetadata, HookCallback } from './rpc-types.ts';

export type TriggerKind = 'http' | 'eventGrid' | 'timer' | 'orchestration' | 'activity' | 'entity';

/** One function of the app as it was registered, with its trigger found. */
export interface RegisteredFunction {
  name: string;
  kind: TriggerKind;
  triggerName: string;
  trigger: BindingInfo;
  clientInputs: string[];
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

/** What `Host.functions()` tells about a function. */
export interface FunctionInfo {
  name: string;
  kind: TriggerKind;
  /** Settings of the trigger: route, methods, authLevel, schedule … */
  settings: Record<string, unknown>;
}

const KINDS: Record<string, TriggerKind> = {
  httptrigger: 'http',
  eventgridtrigger: 'eventGrid',
  timertrigger: 'timer',
  orchestrationtrigger: 'orchestration',
  activitytrigger: 'activity',
  entitytrigger: 'entity',
};

const HOOKS: ReadonlySet<string> = new Set(['preInvocation', 'postInvocation', 'appStart', 'appTerminate']);

/** The functions and hooks of one app: what one run of `load` registered. */
export class AppRegistry {
  readonly functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<string, HookCallback[]>();
  /** Shared by all hooks of the app, as the worker does. */
  readonly hookData: Record<string, unknown> = {};

  /** @throws Error when the name is taken or the function uses a binding that this host does not provide. */
  add(metadata: FunctionMetadata, callback: FunctionCallback): () => void {
    if (this.functions.has(metadata.name))
      throw new Error(`A function with name "${metadata.name}" has already been registered.`);
    this.functions.set(metadata.name, describe(metadata, callback));
    return () => this.functions.delete(metadata.name);
  }

  /** @throws RangeError for a hook that this host does not run. */
  addHook(name: string, callback: HookCallback): () => void {
    if (!HOOKS.has(name)) throw new RangeError(`Unrecognized hook "${name}"`);
    const hooks = this.#hooks.get(name) ?? [];
    this.#hooks.set(name, [...hooks, callback]);
    return () =>
      this.#hooks.set(
        name,
        (this.#hooks.get(name) ?? []).filter((hook) => hook !== callback),
      );
  }

  /** Runs the hooks of one kind in the order of their registration; an error of a hook is the caller's. */
  async runHooks(name: string, context: Record<string, unknown>): Promise<void> {
    for (const hook of this.#hooks.get(name) ?? []) await hook(context);
  }

  find(name: string, kind: TriggerKind): RegisteredFunction | undefined {
    const found = this.functions.get(name);
    return found?.kind === kind ? found : undefined;
  }

  /** Finds by name whatever the case, as entity names and webhook addresses are written. */
  findAnyCase(name: string, kind: TriggerKind): RegisteredFunction | undefined {
    const wanted = name.toLowerCase();
    return this.ofKind(kind).find((candidate) => candidate.name.toLowerCase() === wanted);
  }

  ofKind(kind: TriggerKind): RegisteredFunction[] {
    return [...this.functions.values()].filter((candidate) => candidate.kind === kind);
  }

  describe(): FunctionInfo[] {
    return [...this.functions.values()].map(({ name, kind, trigger }) => ({
      name,
      kind,
      settings: { ...trigger },
    }));
  }
}

function describe(metadata: FunctionMetadata, callback: FunctionCallback): RegisteredFunction {
  const bindings = Object.entries(metadata.bindings);
  const found = bindings.find(([, binding]) => /trigger$/i.test(binding.type));
  const kind = found && KINDS[found[1].type.toLowerCase()];
  if (!kind) throw unsupported(metadata.name, found?.[1].type ?? 'no trigger');
  const clientInputs: string[] = [];
  for (const [name, binding] of bindings) {
    if (name === found[0] || (name === '$return' && binding.type === 'http')) continue;
    if (!/^(durableclient|orchestrationclient)$/i.test(binding.type))
      throw unsupported(metadata.name, binding.type);
    clientInputs.push(name);
  }
  return {
    name: metadata.name,
    kind,
    triggerName: found[0],
    trigger: found[1],
    clientInputs,
    metadata,
    callback,
  };
}

function unsupported(functionName: string, binding: string): Error {
  return new Error(`Function "${functionName}" uses "${binding}", which the embedded host does not provide.`);
}
