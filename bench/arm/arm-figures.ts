import { Agent, request } from 'node:http';
import { connect } from 'node:net';

import { Chance } from '../../local/arm/chance.ts';
import { scaledClock } from '../../local/arm/scaled-clock.ts';
import { DEFAULT_SETTINGS } from '../../local/arm/settings.ts';
import { SimControl } from '../../local/arm/sim/sim-control.ts';
import { memoryJournal } from '../../local/arm/store/journal.ts';
import { Store } from '../../local/arm/store/store.ts';
import { startArm } from '../../local/arm/start-arm.ts';

export interface ArmFigures {
  getsPerSecond: number;
  /** Median milliseconds of one list of 1,000 instances with instance view, and of 100. */
  listMilliseconds: Record<'100' | '1000', number>;
  /** Heap, in MiB, that so many sets of 100 instances take. */
  heapMebibytes: Record<'100 sets' | '1000 sets', number>;
}

const PATH =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Compute';

/** How quick and how large the simulator is; run it in a process of its own, with --expose-gc. */
export async function armFigures(): Promise<ArmFigures> {
  const heap = {} as ArmFigures['heapMebibytes'];
  for (const count of [100, 1_000] as const) heap[`${count} sets`] = heapOf(count);
  const arm = await startArm({ port: 0, clock: scaledClock(1), rateLimits: false });
  arm.sim.createScaleSet({ resourceGroup: 'rg', name: 'web', capacity: 3 });
  arm.sim.createScaleSet({ resourceGroup: 'rg', name: 'l100', capacity: 100 });
  arm.sim.createScaleSet({ resourceGroup: 'rg', name: 'l1000', capacity: 1_000 });
  const get = getter(arm.url);
  const listMilliseconds = {
    '100': await median(() =>
      get(`${PATH}/virtualMachineScaleSets/l100/virtualMachines?$expand=instanceView`),
    ),
    '1000': await median(() =>
      get(`${PATH}/virtualMachineScaleSets/l1000/virtualMachines?$expand=instanceView`),
    ),
  };
  const getsPerSecond = await rate(arm.url, `${PATH}/virtualMachineScaleSets/web?api-version=2026-04-01`);
  await arm.stop();
  return { getsPerSecond, listMilliseconds, heapMebibytes: heap };
}

/** Requests per second over 16 connections; bare sockets, since the clients of Node cost more than the simulator. */
async function rate(url: string, path: string): Promise<number> {
  const count = 10_000;
  const { hostname, port } = new URL(url);
  const text = `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer token\r\n\r\n`;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 16 }, () => asked({ port: Number(port), text, times: Math.ceil(count / 16) })),
  );
  return Math.round(count / ((performance.now() - start) / 1_000));
}

/** Sends a request again as soon as it is answered, so many times. */
function asked({ port, text, times }: { port: number; text: string; times: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = Buffer.alloc(0);
    let left = times;
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (!isWhole(received)) return;
      received = Buffer.alloc(0);
      if (--left > 0) socket.write(text);
      else socket.end(resolve);
    });
  });
}

function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, head))?.[1];
  return answer.length >= head + 4 + Number(length);
}

async function median(call: () => Promise<number>): Promise<number> {
  // Code that has not run often yet is slow; a simulator that runs for hours is not.
  for (let warming = 0; warming < 30; warming++) await call();
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return Math.round(times.sort((a, b) => a - b)[7] ?? 0);
}

function getter(url: string): (path: string) => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return (path) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: 'Bearer token' };
      const sent = request(`${url}${path}&api-version=2026-04-01`, { agent, headers }, (answer) => {
        let size = 0;
        answer.on('data', (chunk: Buffer) => (size += chunk.length));
        answer.on('end', () => resolve(size));
      });
      sent.on('error', reject).end();
    });
}

function heapOf(sets: number): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const store = new Store(memoryJournal);
  const clock = scaledClock(1);
  const world = { clock, chance: new Chance(1), store, settings: DEFAULT_SETTINGS, log: () => undefined };
  const sim = new SimControl(world, () => undefined);
  for (let index = 0; index < sets; index++)
    sim.createScaleSet({ resourceGroup: 'rg', name: `set${index}`, capacity: 100, size: 'Standard_B1s' });
  globalThis.gc?.();
  return Math.round((process.memoryUsage().heapUsed - before) / 1_048_576);
}
