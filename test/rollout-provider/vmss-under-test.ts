import type { InstanceTruth } from '../../local/arm/sim/ground-truth.ts';
import { type Arm, startArm } from '../../local/arm/start-arm.ts';
import type { ScaleSetSpec } from '../../local/arm/sim/scale-set-spec.ts';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { createVmssRollouts } from '../../shared/azure/rollout/create-vmss-rollouts.ts';
import { Fleet } from '../../shared/contracts/fleet.ts';
import type { FaultEffect } from '../../local/arm/faults/fault.ts';
import { memorySavedValues } from '../support/rollout/saved-values.ts';
import type { ProviderUnderTest } from './harness.ts';

const AT = { resourceGroup: 'rg', location: 'westeurope' };
const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const SIZE = 3;

type Mode = 'Uniform' | 'Flexible';
type UpgradeMode = 'Manual' | 'Automatic' | 'Rolling';
type Base = Partial<ScaleSetSpec>;

const SPOILING: Record<Parameters<ProviderUnderTest['spoil']>[0], FaultEffect> = {
  refused: { accept: 'error', status: 400, code: 'BadRequest', message: 'Not like this.' },
  operationFails: { finish: 'allocationFailed' },
  unavailable: { accept: 'error', status: 503, code: 'ServerBusy', message: 'Try again.' },
  answerLost: { accept: 'reset', after: true },
};

/** The real provider, over HTTP, against the simulated Resource Manager on a virtual clock. */
export async function givenVmss(mode: Mode, upgradeMode: UpgradeMode = 'Manual', base: Base = {}) {
  const clock = new VirtualClock();
  const arm = await startArm({ port: 0, clock });
  clock.join(arm);
  const gallery = { ...AT, gallery: 'demo', image: 'web' };
  const inUse = arm.sim.createGalleryImage({ ...gallery, version: '1.0.0' });
  const version = arm.sim.createGalleryImage({ ...gallery, version: '1.1.0' });
  const http = { name: 'http', frontendPort: 80, backendPort: 8080 };
  const balancer = arm.sim.createLoadBalancer({
    ...{ ...AT, name: 'web-lb', pools: ['production', 'stage'] },
    rules: [
      { ...http, pool: 'production' },
      { ...http, name: 'http-stage', frontendPort: 8080, pool: 'stage' },
    ],
  });
  const web = arm.sim.createScaleSet({
    ...{ ...AT, name: 'web', capacity: SIZE, orchestrationMode: mode, upgradeMode, overprovision: false },
    image: { id: inUse },
    backendPools: [`${balancer}/backendAddressPools/production`],
    tags: { team: 'shop' },
    ...base,
  });
  const limits = { minimum: 1, maximum: 10, above: 95, below: 1 };
  arm.sim.createAutoscaleSetting({
    resourceGroup: 'rg-other',
    name: 'web-scale',
    target: web.toUpperCase(),
    ...limits,
  });
  await clock.advance(600_000);
  const saved = memorySavedValues();
  const secrets = new Map<string, string>();
  const fleet = { name: 'web', fleet: Fleet.parse({ scaleSet: web, octopus: OCTOPUS }) };
  const under: ProviderUnderTest = {
    provider: () =>
      createVmssRollouts({
        installation: 'test',
        endpoint: arm.url,
        localToken: 'local',
        secrets: { get: (name) => Promise.resolve(secrets.get(name)) },
        now: () => new Date(clock.now()),
      }).of(fleet, saved),
    fleet: 'web',
    base: { unit: 'web', size: SIZE },
    image: { version },
    missingImage: { version: version.replace('1.1.0', '9.9.9') },
    front: FRONT,
    elapse: (seconds) => clock.advance(seconds * 1000),
    makeForeign: (unit) => void arm.sim.createScaleSet({ ...AT, name: unit, orchestrationMode: mode }),
    spoil: (how) => {
      const operation =
        how === 'answerLost' ? 'PUT virtualMachineScaleSets/{}' : 'PATCH virtualMachineScaleSets/{}';
      const effect = SPOILING[how];
      const match = 'finish' in effect ? {} : { operation };
      void arm.sim.addFault({ match, effect });
    },
    failMachine: (unit) => {
      const scaleSet = web.replace(/web$/, unit);
      const [first] = arm.sim.instances(scaleSet);
      if (first) arm.sim.failInstance({ scaleSet, instance: first.id });
    },
    inProduction: () => inPool(arm, `${balancer}/backendAddressPools/production`),
    stop: () => arm.stop(),
  };
  return { under, arm, clock, saved, secrets, ids: { web, balancer, version, inUse }, fleet };
}

/** The units with a machine in a pool, as the load balancer shows its backends. */
async function inPool(arm: Arm, pool: string): Promise<string[]> {
  const answer = await fetch(`${arm.url}${pool}?api-version=2024-05-01`, {
    headers: { authorization: 'Bearer token' },
  });
  const { properties } = (await answer.json()) as {
    properties: { backendIPConfigurations?: { id: string }[] };
  };
  const ids = (properties.backendIPConfigurations ?? []).map(({ id }) => id.toLowerCase());
  const isBehind = ({ scaleSet, id, vmId }: InstanceTruth) => {
    const uniform = `${scaleSet}/virtualMachines/${id}/`.toLowerCase();
    const flexible = `-${vmId.slice(0, 8)}/`.toLowerCase();
    return ids.some((one) => one.startsWith(uniform) || one.includes(flexible));
  };
  const units = arm.sim
    .instances()
    .filter(isBehind)
    .map(({ scaleSet }) => scaleSet.split('/').at(-1) ?? '');
  return [...new Set(units)].sort();
}

const OCTOPUS = { environment: 'Production', roles: ['web'] };
