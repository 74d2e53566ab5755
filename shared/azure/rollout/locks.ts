import { ProblemError, type Problem } from '../../contracts/problem.ts';
import { allPages } from '../all-pages.ts';
import { armCall } from '../arm-call.ts';
import type { FleetCloud } from './fleet-cloud.ts';

/** A management lock: `CanNotDelete`, or `ReadOnly`, which forbids both deleting and changing. */
export interface Lock {
  name: string;
  level: string;
  /** Id of what it is on, in lower case: a subscription, a group, or a resource. */
  scope: string;
}

/** `problem`: why they are not known, as when the identity may not read them. */
export type Locks = { known: Lock[] } | { problem: Problem };

const LOCK_IN_ID = /\/providers\/microsoft\.authorization\/locks\/[^/]*$/i;

/** The locks of the base's group, of what the group is in, and of what is in it. One call a page. */
export async function readLocks({ clients, base }: FleetCloud): Promise<Locks> {
  try {
    const list = clients.locks.managementLocks.listAtResourceGroupLevel(base.resourceGroup);
    const { value } = await armCall(() => allPages(list));
    return {
      known: value.map(({ id = '', name = '', level }) => ({
        ...{ name, level },
        scope: id.replace(LOCK_IN_ID, '').toLowerCase(),
      })),
    };
  } catch (error) {
    // Not worth a rollout: what is locked, Azure refuses to change.
    if (error instanceof ProblemError) return { problem: error.problem };
    throw error;
  }
}

/** The locks that hold for a resource: its own, and those of what it is in. */
export function locksOn(locks: Locks, id: string): Lock[] {
  if (!('known' in locks)) return [];
  return locks.known.filter(({ scope }) => `${id.toLowerCase()}/`.startsWith(`${scope}/`));
}
