import { bug, permanent, type Problem } from '../../../shared/contracts/problem.ts';
import {
  Change,
  type Facet,
  type Facets,
  type Place,
  type Size,
} from '../../../shared/contracts/rollout/facets.ts';
import type { Check, UnitSeen, World } from '../../../shared/contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';
import type { Changeable, Progress, RolloutProvider, SavedValues } from '../../../shared/ports/rollout.ts';
import { failedWith, type MemoryCloud, type MemoryUnit } from './memory-cloud.ts';

const NONE: Size = { min: 0, desired: 0, max: 0 };
const POLL_SECONDS = 10;

/** The least that a provider is: a template for the next one, and a cloud for tests that need none. */
export function memoryProvider(cloud: MemoryCloud, base: string, saved: SavedValues): RolloutProvider {
  const unit = (name: string) => cloud.units.get(name);
  const seen = (name: string) => {
    const machines = unit(name)?.machines ?? [];
    const failed = machines.flatMap(({ name: machine, failed: reason }) =>
      reason === undefined ? [] : [{ name: machine, reason }],
    );
    const booting = machines.filter(({ readyAt, failed: bad }) => bad === undefined && readyAt > cloud.now);
    const waitingFor = booting.map(({ name: machine }) => ({ name: machine, reason: 'it boots' }));
    const ready = machines.length - failed.length - waitingFor.length;
    return { size: machines.length, ready, failed, waitingFor };
  };
  return {
    traits: { progress: 'instances', newUnit: 'empty', exposure: 'unitByUnit' },
    facets: facetsOf(cloud, saved),
    poll: (operation) => poll(cloud, operation),
    survey: (policy) => survey(cloud, { base, policy, saved, readyOf: (name) => seen(name).ready }),
    readiness: (name) => Promise.resolve(seen(name)),
    reach: (name) => {
      const { size, ready } = seen(name);
      return Promise.resolve({ well: size === ready, why: `${ready} of ${size} answer` });
    },
    machines: (name) =>
      Promise.resolve(
        (unit(name)?.machines ?? []).map(({ name: machine, ip }) => ({ name: machine, privateIp: ip })),
      ),
    health: (name) => Promise.resolve({ healthy: 0, unhealthy: [], unknown: seen(name).size }),
    metric: () => Promise.resolve(undefined),
    memberId: (name) => `memory/${name}`.toLowerCase(),
    cost: () => ({ calls: 1, seconds: 30 }),
  };
}

function facetsOf(cloud: MemoryCloud, saved: SavedValues): RolloutProvider['facets'] {
  const unit = (name: string) => cloud.units.get(name);
  return {
    existence: operating(cloud, 'existence', (name) => (unit(name) ? 'present' : 'absent')),
    size: operating(cloud, 'size', (name) => unit(name)?.size ?? NONE),
    labels: operating(cloud, 'labels', (name) => unit(name)?.labels ?? {}),
    exposure: operating(cloud, 'exposure', () =>
      Object.fromEntries([...cloud.units.values()].map(({ name, place }) => [name, place])),
    ),
    autoscale: {
      async read(name) {
        const { autoscale } = unit(name) ?? {};
        return autoscale?.isOn ? { saved: await saved.save(autoscale.limits) } : 'off';
      },
      begin: (name, to) => scale(cloud, saved, { name, to }),
    },
  };
}

function operating<F extends Facet>(
  cloud: MemoryCloud,
  facet: F,
  now: (of: string) => Facets[F],
): Changeable<Facets[F]> {
  return {
    read: (of) => Promise.resolve(now(of)),
    begin: (of, to) => {
      const change = Change.parse({ facet, of, to });
      const problem = obstacle(cloud, change);
      if (problem) return Promise.resolve({ state: 'failed', problem });
      if (isSo(cloud, change)) return Promise.resolve({ state: 'done' });
      return new Promise((resolve) => resolve(begun(cloud, change)));
    },
  };
}

function begun(cloud: MemoryCloud, change: Change): Progress {
  try {
    const token = JSON.stringify({ id: cloud.begin(change), change });
    return { state: 'running', operation: token, pollAfterSeconds: POLL_SECONDS };
  } catch (error) {
    return { state: 'failed', problem: failedWith(error) };
  }
}

async function poll(cloud: MemoryCloud, operation: string): Promise<Progress> {
  const { id, change } = readToken(operation);
  const answer = cloud.ask(id);
  if (answer === 'running') return { state: 'running', operation, pollAfterSeconds: POLL_SECONDS };
  if (typeof answer === 'object') return { state: 'failed', problem: answer };
  if (isSo(cloud, change)) return Promise.resolve({ state: 'done' });
  const message = `${change.facet} of ${change.of} is not what the cloud says it is.`;
  return { state: 'failed', problem: permanent('notTaken', message, 'Retry.').problem };
}

function readToken(operation: string): { id: string; change: Change } {
  try {
    const { id, change } = JSON.parse(operation) as { id: string; change: unknown };
    return { id, change: Change.parse(change) };
  } catch {
    throw bug('operationTokenUnreadable', 'An operation token is not one of this provider.');
  }
}

/** Whether the world is as the change wants it. */
function isSo(cloud: MemoryCloud, change: Change): boolean {
  const unit = cloud.units.get(change.of);
  switch (change.facet) {
    case 'existence':
      return (change.to === 'absent') !== (unit !== undefined);
    case 'size':
      return (unit?.size.desired ?? 0) === change.to.desired;
    case 'labels':
      return JSON.stringify(unit?.labels ?? {}) === JSON.stringify(change.to);
    case 'exposure':
      return Object.entries(change.to).every(([name, place]) => isAt(cloud, name, place));
    case 'autoscale':
      return false;
  }
}

function isAt(cloud: MemoryCloud, name: string, place: Place): boolean {
  const there = cloud.units.get(name)?.place ?? { production: 0, stage: false, mirror: 0 };
  return JSON.stringify(there) === JSON.stringify(place);
}

/** What no waiting cures. */
function obstacle(cloud: MemoryCloud, change: Change): Problem | undefined {
  const unit = cloud.units.get(change.of);
  const missing = permanent('unitNotFound', `There is no ${change.of}.`, 'Make it again.').problem;
  switch (change.facet) {
    case 'existence':
      return existenceObstacle(cloud, unit, change);
    case 'size':
      return unit || change.to.desired === 0 ? undefined : missing;
    case 'exposure': {
      const gone = Object.entries(change.to).find(([name, place]) => {
        return (place.production > 0 || place.stage) && !cloud.units.has(name);
      });
      return gone
        ? permanent('unitNotFound', `There is no ${gone[0]}.`, 'Make it again.').problem
        : undefined;
    }
    case 'labels':
    case 'autoscale':
      return unit ? undefined : missing;
  }
}

function existenceObstacle(
  cloud: MemoryCloud,
  unit: MemoryUnit | undefined,
  { of, to }: Extract<Change, { facet: 'existence' }>,
): Problem | undefined {
  if (to === 'absent')
    return unit && !unit.isOurs
      ? permanent('unitNotOurs', `${of} is somebody else's.`, 'Remove it by hand.').problem
      : undefined;
  if (unit && !unit.isOurs) return permanent('unitNameTaken', `There is a ${of}.`, 'Rename it.').problem;
  if (typeof to !== 'object' || hasImage(cloud, to.made.image)) return undefined;
  return permanent('imageNotFound', 'There is no such image.', 'Name another.').problem;
}

function hasImage({ images }: MemoryCloud, image: RolloutPolicy['image']): boolean {
  return images.some((one) => JSON.stringify(one) === JSON.stringify(image));
}

async function scale(
  cloud: MemoryCloud,
  saved: SavedValues,
  { name, to }: { name: string; to: Facets['autoscale'] },
): Promise<Progress> {
  const unit = cloud.units.get(name);
  if (!unit && to === 'off') return { state: 'done' };
  if (!unit)
    return {
      state: 'failed',
      problem: permanent('unitNotFound', `There is no ${name}.`, 'Make it.').problem,
    };
  const limits = to === 'off' ? unit.autoscale?.limits : ((await saved.load(to.saved)) as Size);
  if (limits) unit.autoscale = { limits, isOn: to !== 'off' };
  return { state: 'done' };
}

interface Asked {
  base: string;
  policy: RolloutPolicy;
  saved: SavedValues;
  readyOf: (unit: string) => number;
}

async function survey(cloud: MemoryCloud, { base, policy, saved, readyOf }: Asked): Promise<World> {
  const all = [...cloud.units.values()];
  const ours = all.filter(({ isOurs, name }) => isOurs || name === base);
  const revision = Math.max(0, ...ours.map((unit) => unit.revision)) + 1;
  const next = { name: `${base}__${revision}`, revision };
  const units = ours.map((unit): UnitSeen => ({
    ...{ name: unit.name, revision: unit.revision, size: unit.size, ready: readyOf(unit.name) },
    ...{ hasAutoscale: unit.autoscale?.isOn === true, place: unit.place, labels: unit.labels },
    isProtected: unit.name === base,
  }));
  const isLive = ({ size, place }: UnitSeen) =>
    size.desired > 0 && (!policy.blueGreen || place.production > 0);
  const stable = units.toSorted((a, b) => b.revision - a.revision).find(isLive);
  const { limits } = cloud.units.get(base)?.autoscale ?? {};
  const { loadBalancer, productionPool, stagePool } = policy.blueGreen ?? {};
  return {
    traits: { progress: 'instances', newUnit: 'empty', exposure: 'unitByUnit' },
    ...{ base, units, next, running: stable?.size ?? { min: 0, desired: 6, max: 10 } },
    ...(stable ? { stable: stable.name } : {}),
    ...(limits ? { baseAutoscale: await saved.save(limits) } : {}),
    ...(loadBalancer ? { front: [loadBalancer, productionPool, stagePool].join('/') } : {}),
    checks: [
      check('image', hasImage(cloud, policy.image)),
      check('nameTaken', !cloud.units.has(next.name)),
      check('samePools', !policy.blueGreen || productionPool !== stagePool),
    ],
  };
}

function check(code: string, isFine: boolean): Check {
  if (isFine) return { code, result: 'ok', message: `${code}: fine` };
  return { code, result: 'failed', message: `${code}: not so`, nextStep: 'Change the policy.' };
}
