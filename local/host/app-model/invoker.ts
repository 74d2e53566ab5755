import { randomUUID } from 'node:crypto';
import { getProgrammingModel } from '../functions-core.ts';
import type { AppRegistry, RegisteredFunction } from './app-registry.ts';
import type { CoreInvocationContext, InvocationResponse, LogLevel, TypedData } from './rpc-types.ts';

export interface LogEntry {
  level: LogLevel;
  message: string;
  invocationId?: string;
  functionName?: string;
}

export interface InvokerOptions {
  registry: AppRegistry;
  /** JSON of the durable client binding, asked for at each invocation because the ports are known late. */
  clientData: () => string;
  log: (entry: LogEntry) => void;
}

export interface Invocation {
  fn: RegisteredFunction;
  input: TypedData | null;
  triggerMetadata?: Record<string, TypedData>;
  /** Do not log: the same run was or will be logged by another invocation. */
  quiet?: boolean;
  /** A new one when it is left out. */
  invocationId?: string;
}

/** Runs functions of the app as the worker does, hooks included, and counts what is running. */
export class Invoker {
  readonly registry: AppRegistry;
  readonly #options: InvokerOptions;
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(options: InvokerOptions) {
    this.#options = options;
    this.registry = options.registry;
  }

  get running(): number {
    return this.#running;
  }

  /** @returns what the function answered; rejects with the error that the function threw. */
  async invoke(invocation: Invocation): Promise<InvocationResponse> {
    this.#running++;
    try {
      return await this.#run(invocation);
    } finally {
      if (--this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Resolves as soon as no function runs, at the latest after `graceMs`. @returns whether none runs. */
  async idle(graceMs: number): Promise<boolean> {
    if (this.#running === 0) return true;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, graceMs);
      this.#idle.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
    return this.#running === 0;
  }

  async #run(invocation: Invocation): Promise<InvocationResponse> {
    const core = this.#context(invocation);
    const model = getProgrammingModel().getInvocationModel(core);
    const { context, inputs } = await model.getArguments();
    const hookData = {};
    const shared = { hookData, appHookData: this.registry.hookData, invocationContext: context, inputs };
    const before = { ...shared, functionCallback: invocation.fn.callback };
    core.state = 'preInvocationHooks';
    await this.registry.runHooks('preInvocation', before);
    core.state = 'invocation';
    const after = { ...shared, inputs: before.inputs, result: null as unknown, error: null as unknown };
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error ?? new Error('The function threw nothing.');
    }
    core.state = 'postInvocationHooks';
    await this.registry.runHooks('postInvocation', after);
    if (after.error) throw asError(after.error);
    return model.getResponse(context, after.result);
  }

  #context({ fn, input, triggerMetadata = {}, quiet = false, ...rest }: Invocation): CoreInvocationContext {
    const invocationId = rest.invocationId ?? randomUUID();
    const client = fn.clientInputs.map((name) => ({ name, data: { json: this.#options.clientData() } }));
    return {
      invocationId,
      request: {
        invocationId,
        inputData: [{ name: fn.triggerName, data: input }, ...client],
        triggerMetadata,
      },
      metadata: fn.metadata,
      log: (level, _category, message) => {
        if (!quiet) this.#options.log({ level, message, invocationId, functionName: fn.name });
      },
    };
  }
}

/** Anything can be thrown; what is not an Error becomes one with the thrown thing as its text. */
export function asError(thrown: unknown): Error {
  // Errors of another realm (Jest runs apps in one) are not `instanceof` this realm's Error.
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown) {
    return thrown as Error;
  }
  return new Error(typeof thrown === 'string' ? thrown : JSON.stringify(thrown));
}
