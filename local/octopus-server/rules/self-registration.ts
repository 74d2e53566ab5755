import type { SelfRegistration } from '../side-door-model.ts';
import type { World } from '../world.ts';
import { record } from './audit.ts';
import { OctopusError } from '../errors.ts';
import {
  findTargetByName,
  isNamed,
  registerTarget,
  registerWorker,
  replaceTarget,
  replaceWorker,
} from './registration.ts';
import type { Transition } from './transition.ts';

/** The next machine whose own start-up script registers it. */
export function nextSelfRegistration(world: World): Transition | undefined {
  let first: SelfRegistration | undefined;
  for (const registration of world.store.all('selfregistrations'))
    if (!first || registration.at < first.at) first = registration;
  const next = first;
  return next && { time: next.at, apply: (later) => register(later, next) };
}

/** As `register-with`, or `register-worker`: found by name it is replaced when forced and refused otherwise. */
function register(world: World, registration: SelfRegistration): void {
  world.store.remove('selfregistrations', registration.Id);
  const { SpaceId, machine } = registration;
  try {
    if ('WorkerPoolIds' in machine) asWorker(world, registration);
    else asTarget(world, registration);
  } catch (error) {
    if (!(error instanceof OctopusError)) throw error;
    record(world, {
      category: 'RegistrationRefused',
      spaceId: SpaceId,
      message: `${String(machine['Name'])} could not register itself: ${JSON.stringify(error.body)}`,
      related: [],
      by: 'sim',
      facts: { name: machine['Name'] },
    });
  }
}

function asTarget(world: World, { SpaceId, machine, force }: SelfRegistration): void {
  const existing = findTargetByName(world, SpaceId, String(machine['Name']));
  if (existing && force) replaceTarget(world, existing, { fields: machine, by: 'bootstrap' });
  else registerTarget(world, SpaceId, { fields: machine, by: 'bootstrap' });
}

function asWorker(world: World, { SpaceId, machine, force }: SelfRegistration): void {
  const name = String(machine['Name']);
  const existing = world.store.all('workers').find((worker) => isNamed(worker, SpaceId, name));
  if (existing && force) replaceWorker(world, existing, { fields: machine, by: 'bootstrap' });
  else registerWorker(world, SpaceId, { fields: machine, by: 'bootstrap' });
}
