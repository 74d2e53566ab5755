import type { Check } from '../../../contracts/rollout/plan.ts';
import { type FleetCloud, idOfUnit } from '../fleet-cloud.ts';
import { type Lock, locksOn } from '../locks.ts';
import { doubtful, type Found, wrong } from './found.ts';

/** Whether a management lock forbids what the rollout does, or what its way back would do. */
export function lockChecks(cloud: FleetCloud, { locks, next, stable }: Found): Check[] {
  if ('problem' in locks) {
    const message = `Whether anything is locked could not be read: what is, Azure refuses to change. ${locks.problem.message}`;
    return [{ code: 'locks', result: 'unknown', message, nextStep: locks.problem.nextStep }];
  }
  const onNew = locksOn(locks, idOfUnit(cloud, next.name));
  const onStable = stable ? locksOn(locks, idOfUnit(cloud, stable.name)) : [];
  const frozen = [...onNew, ...onStable].find(isReadOnly);
  if (frozen) return [wrong('locked', `${inWords(frozen)}: nothing there can be changed.`, TAKE_OFF)];
  const [kept] = onNew;
  if (!kept) return [];
  const message = `${inWords(kept)}: a way back could not remove ${next.name}, and no earlier revision is removed.`;
  return [doubtful('locked', message, `${TAKE_OFF} Or lock the scale sets that must stay, each by itself.`)];
}

const TAKE_OFF = 'Take the lock off while the rollout is under way.';

function isReadOnly({ level }: Lock): boolean {
  return level.toLowerCase() === 'readonly';
}

function inWords({ name, level, scope }: Lock): string {
  return `Lock ${name} (${level}) is on ${scope.split('/').at(-1) ?? scope}`;
}
