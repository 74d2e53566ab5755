import { openSqliteStore } from './sqlite-store.ts';

/**
 * The last instant anything happened at in a state file, 0 without one. A clock that runs fast is ahead of the
 * wall clock, so a restarted one has to go on from here for time not to run backwards.
 */
export function lastStoredInstant(path: string | undefined): number {
  if (path === undefined) return 0;
  const store = openSqliteStore(path);
  const instants = [
    ...store.all('tasks').map(({ UpdatedTime }) => UpdatedTime),
    ...store.all('events').map(({ Occurred }) => Occurred),
  ];
  store.close();
  return instants.reduce((last, instant) => Math.max(last, instant), 0);
}
