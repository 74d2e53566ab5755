import { createSqliteRowStore } from '../../../../local/embedded-store/sqlite-row-store.ts';
import type { Dependencies } from '../../../../functions/dependencies.ts';
import { Fleet } from '../../../../shared/contracts/fleet.ts';
import type { Probes } from '../../../../shared/ports/probes.ts';
import { createStores } from '../../../../shared/tables/create-stores.ts';
import type { RowStore } from '../../../../shared/tables/row-store.ts';
import { MemoryCloud } from '../memory-cloud.ts';
import { memoryProvider } from '../memory-rollouts.ts';
import { NEW, OLD, type Tale } from './tale.ts';

const BEGAN = Date.parse('2026-01-01T00:00:00.000Z');
const SCALE_SET =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web';

/** A fleet in a cloud in memory, with the app's own activities and stores; time passes only when it is told to. */
export interface Town {
  deps: Dependencies;
  cloud: MemoryCloud;
  /** How the world answers when it is asked. */
  mood: { application: number; webhook: 'success' | 'failure' | 'inconclusive' | 'nothing' };
  /** After so many more writes the process dies; the last of them is kept, or not. */
  doom: { writes: number; isKept: boolean } | undefined;
  /** The process is gone: whatever it was about to do is not done. */
  isDead: boolean;
  now(): string;
  close(): void;
}

export async function townOf({ machines, hasAutoscale, policy }: Tale): Promise<Town> {
  const cloud = new MemoryCloud([OLD, NEW]);
  const place = { production: 100, stage: false, mirror: 0 };
  const limits = { min: 1, desired: machines, max: 10 };
  const autoscale = hasAutoscale ? { autoscale: { limits, isOn: true } } : {};
  cloud.add({ name: 'web', image: OLD, place, ...autoscale }, machines);
  const rows = createSqliteRowStore(':memory:');
  const town: Town = {
    cloud,
    mood: { application: 200, webhook: 'success' },
    doom: undefined,
    isDead: false,
    now: () => new Date(BEGAN + cloud.now * 1000).toISOString(),
    close: () => rows.close(),
    deps: undefined as never,
  };
  town.deps = depsOf(town, createStores(mortal(rows, town)));
  await town.deps.stores.fleets.put(policy.fleet, Fleet.parse({ scaleSet: SCALE_SET }), { at: town.now() });
  return town;
}

function depsOf(town: Town, stores: Dependencies['stores']): Dependencies {
  return {
    ...{ installation: 'test', stores, probes: probesOf(town) },
    ...{ scaleSets: nobody(), registry: nobody(), deployments: nobody() },
    rollouts: { of: (_fleet, saved) => memoryProvider(town.cloud, 'web', saved) },
    secrets: { get: () => Promise.resolve(undefined) },
    now: () => new Date(town.now()),
    ...{ pages: new Map(), octopusServers: {} },
    ...{ access: 'local', reconcileSchedule: '0 */5 * * * *', reconcileMinutes: 5 },
  };
}

/** A rollout's turns ask nothing of these. */
function nobody<T extends object>(): T {
  return new Proxy({} as T, {
    get: (_nobody, name) => {
      throw new Error(`a rollout's turn asked for ${String(name)}`);
    },
  });
}

function probesOf({ mood }: Town): Probes {
  return {
    look: () => Promise.resolve({ of: 'answer', status: mood.application, body: '' }),
    ask: () => {
      const { webhook: verdict } = mood;
      if (verdict === 'nothing') return Promise.resolve({ of: 'unasked', why: 'there is no way there' });
      return Promise.resolve({ of: 'answer', status: 200, body: JSON.stringify({ verdict }) });
    },
  };
}

function mortal(rows: RowStore, town: Town): RowStore {
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (town.isDead) throw new Error('the process is dead');
    return work();
  };
  return {
    get: (partition, key) => alive(() => rows.get(partition, key)),
    list: (partition, range) => alive(() => rows.list(partition, range)),
    write: (partition, changes) =>
      alive(async () => {
        const { doom } = town;
        if (!doom || --doom.writes > 0) return rows.write(partition, changes);
        town.doom = undefined;
        if (doom.isKept) await rows.write(partition, changes);
        town.isDead = true;
        throw new Error('the process dies');
      }),
  };
}
