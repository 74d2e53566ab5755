import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A program of this folder that runs in a process of its own, so that it shares no event loop and no memory. */
export type Program = `./${string}.ts`;

type Told = { ready?: unknown; result?: unknown };

/** Runs a program to its end and answers the result it tells; throws when it ends without one. */
export async function run<T>(program: Program, input: unknown): Promise<T> {
  const child = start(program, input);
  try {
    return (await heard(child, 'result', program)) as T;
  } finally {
    child.kill();
  }
}

export interface Service<T> {
  /** What the program told when it was ready. */
  ready: T;
  /** Asks it to end and waits until it has; answers the result that it tells then. */
  stop(): Promise<unknown>;
}

/** Starts a program that goes on until it is stopped. */
export async function serve<T>(program: Program, input: unknown): Promise<Service<T>> {
  const child = start(program, input);
  const ready = (await heard(child, 'ready', program)) as T;
  return {
    ready,
    stop: async () => {
      const result = heard(child, 'result', program);
      child.send('stop');
      try {
        return await result;
      } finally {
        child.kill();
      }
    },
  };
}

function start(program: Program, input: unknown): ChildProcess {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return fork(path, [JSON.stringify(input)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // So that memory is read after a collection, not before.
    execArgv: ['--expose-gc'],
  });
}

function heard(child: ChildProcess, what: keyof Told, program: Program): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on('message', (told: Told) => {
      if (what in told) resolve(told[what]);
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with code ${code} and no ${what}`)));
    child.once('error', reject);
  });
}
