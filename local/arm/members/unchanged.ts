import { ArmError } from '../errors.ts';
import { isObject, sameJson, type JsonObject } from '../json.ts';
import type { Member } from './member.ts';
import { pathTo } from './reading.ts';

/** Refuses a write that says something else of a member that never changes; `shown` is what GET says now. */
export function requireUnchanged(table: Member, shown: JsonObject, write: JsonObject): void {
  compare(table, { shown, write, path: '' });
}

function compare(
  table: Member,
  { shown, write, path }: { shown: unknown; write: JsonObject; path: string },
): void {
  for (const [name, member] of Object.entries(table.members ?? {})) {
    const asked = write[name] ?? undefined;
    if (asked === undefined) continue;
    const now = isObject(shown) ? shown[name] : undefined;
    const at = pathTo(path, name);
    if (isChange(member, now, asked)) throw changeNotAllowed(at);
    if (isObject(asked) && member.kind === 'object') compare(member, { shown: now, write: asked, path: at });
  }
}

function isChange({ fixed }: Member, now: unknown, asked: unknown): boolean {
  return fixed !== undefined && !sameJson(asked, now ?? fixed.unset);
}

/** The service leaves out of the path what everything is in. */
export function changeNotAllowed(path: string): ArmError {
  const property = path.replace(/^properties\.(virtualMachineProfile\.)?((os|storage)Profile\.)?/, '');
  return new ArmError(
    409,
    'PropertyChangeNotAllowed',
    `Changing property '${property}' is not allowed.`,
  ).with({
    target: property,
  });
}
