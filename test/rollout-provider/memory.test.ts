import { MemoryCloud } from '../support/rollout/memory-cloud.ts';
import { memoryProvider } from '../support/rollout/memory-rollouts.ts';
import { memorySavedValues } from '../support/rollout/saved-values.ts';
import { itIsAProvider } from './contract.ts';
import { IN_PRODUCTION, type ProviderUnderTest } from './harness.ts';

const GALLERY =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/galleries/demo/images/web/versions';
const OLD = { version: `${GALLERY}/1.0.0` };
const NEW = { version: `${GALLERY}/1.1.0` };

function givenMemory(): Promise<ProviderUnderTest> {
  const cloud = new MemoryCloud([OLD, NEW]);
  const limits = { min: 1, desired: 3, max: 10 };
  cloud.add({ name: 'web', image: OLD, place: IN_PRODUCTION, autoscale: { limits, isOn: true } }, 3);
  const saved = memorySavedValues();
  return Promise.resolve({
    provider: () => memoryProvider(cloud, 'web', saved),
    fleet: 'web',
    base: { unit: 'web', size: 3 },
    image: NEW,
    missingImage: { version: `${GALLERY}/9.9.9` },
    front: { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' },
    elapse: (seconds) => Promise.resolve(cloud.elapse(seconds)),
    makeForeign: (unit) => cloud.add({ name: unit, image: OLD }, 0),
    spoil: (how) => cloud.spoil(how),
    failMachine: (unit) => {
      const [first] = cloud.units.get(unit)?.machines ?? [];
      if (first) first.failed = 'it broke';
    },
    inProduction: () => {
      const live = [...cloud.units.values()].filter(
        ({ place, size }) => place.production > 0 && size.desired > 0,
      );
      return Promise.resolve(live.map(({ name }) => name).sort());
    },
    stop: () => Promise.resolve(),
  });
}

itIsAProvider('in memory', givenMemory);
