import { ArmError } from '../errors.ts';
import { textAt } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

export const LOCKS = 'Microsoft.Authorization/locks';
const IN_PATH = /\/providers\/microsoft\.authorization\/locks(\/[^/]*)?$/i;

/** What a lock is of: its id up to the lock itself. */
export function scopeOfLock(id: string): string {
  return id.replace(IN_PATH, '');
}

/** Locks of a scope, of what it is in, and of what is in it. */
export function locksAround(
  world: World,
  scope: string,
): { above: ResourceRecord[]; below: ResourceRecord[] } {
  const key = scope.toLowerCase();
  const all = [...world.store.resources.group(LOCKS)];
  const isAbove = (record: ResourceRecord) => `${key}/`.startsWith(`${scopeOfLock(record.key)}/`);
  return {
    above: all.filter(isAbove),
    below: all.filter((record) => !isAbove(record) && record.key.startsWith(`${key}/`)),
  };
}

/**
 * Refuses what a lock forbids: `ReadOnly` all but reading, `CanNotDelete` deleting, be the lock on the resource itself or
 * on what it is in; a deletion also when something that would go with it is locked. Locks themselves are never locked.
 */
export function requireUnlocked(world: World, method: string, path: string): void {
  if (!/^(PUT|PATCH|POST|DELETE)$/.test(method) || IN_PATH.test(path)) return;
  const { above, below } = locksAround(world, path);
  const forbids = ({ body }: ResourceRecord) =>
    method === 'DELETE' ? levelOf(body) !== 'NotSpecified' : levelOf(body) === 'ReadOnly';
  const locked = [...above, ...(method === 'DELETE' ? below : [])].filter(forbids);
  if (locked.length === 0) return;
  const verb = method === 'DELETE' ? 'delete' : 'write';
  const scopes = [...new Set(locked.map(({ id }) => scopeOfLock(id)))];
  throw new ArmError(
    409,
    'ScopeLocked',
    `The scope '${path}' cannot perform ${verb} operation because following scope(s) are locked: '${scopes.join(',')}'. Please remove the lock and try again.`,
  );
}

/** The locks of what was deleted go with it. */
export function dropLocks(world: World, path: string): void {
  const key = path.toLowerCase();
  for (const record of [...world.store.resources.group(LOCKS)])
    if (record.key.startsWith(`${key}/`)) world.store.resources.delete(record.key);
}

function levelOf(body: ResourceRecord['body']): string | undefined {
  return textAt(body, 'properties', 'level');
}
