import { notSimulated, validationFailed } from '../errors.ts';
import type { Task } from '../model.ts';
import { isCompleted } from '../rules/tasks.ts';
import type { Query } from '../server/request.ts';

type Test = (task: Task) => boolean;

const REFUSED = ['batch', 'tenantTag'];

/** The filters of a list of tasks. A filter that is not simulated is refused, as ignoring it would lie. */
export function taskTests(query: Query): Test[] {
  for (const name of REFUSED) if (query.one(name)) throw notSimulated(`Filtering tasks by ${name}`);
  return [
    ...identityTests(query),
    ...stateTests(query),
    ...textTests(query),
    ...(['Queue', 'Start', 'Completed'] as const).flatMap((instant) => timeTests(query, instant)),
  ];
}

function identityTests(query: Query): Test[] {
  const same = (name: string, valueOf: (task: Task) => string | null): Test[] => {
    const wanted = query.one(name)?.toLowerCase();
    return wanted ? [(task) => valueOf(task)?.toLowerCase() === wanted] : [];
  };
  const ids = new Set(query.list('ids').map((id) => id.toLowerCase()));
  return [
    ...(ids.size > 0 ? [(task: Task) => ids.has(task.Id.toLowerCase())] : []),
    ...same('name', (task) => task.Name),
    ...same('project', (task) => task.ProjectId),
    ...same('environment', (task) => task.EnvironmentId),
    ...same('tenant', (task) => task.TenantId),
    ...same('runbook', (task) => task.RunbookId ?? null),
    ...same('node', (task) => (task.StartTime === null ? null : 'octopus-1')),
  ];
}

function stateTests(query: Query): Test[] {
  const states = new Set(query.list('states').map((state) => state.toLowerCase()));
  const flags: [string, Test][] = [
    ['active', (task) => !isCompleted(task)],
    ['running', (task) => task.State === 'Executing' || task.State === 'Cancelling'],
    ['hasPendingInterruptions', (task) => task.HasPendingInterruptions],
    ['hasPendingPreconditions', () => false],
    ['hasWarningsOrErrors', (task) => task.HasWarningsOrErrors],
  ];
  const asked = flags.flatMap(([name, test]): Test[] => {
    const wanted = query.flag(name);
    return wanted === undefined ? [] : [(task) => test(task) === wanted];
  });
  return states.size > 0 ? [(task) => states.has(task.State.toLowerCase()), ...asked] : asked;
}

function textTests(query: Query): Test[] {
  const partialName = query.one('partialName')?.toLowerCase();
  const description = query.one('description')?.toLowerCase();
  return [
    ...(partialName ? [(task: Task) => task.Name.toLowerCase().includes(partialName)] : []),
    ...(description ? [(task: Task) => task.Description.toLowerCase().includes(description)] : []),
  ];
}

function timeTests(query: Query, instant: 'Queue' | 'Start' | 'Completed'): Test[] {
  const from = instantOf(query, `from${instant}Date`);
  const to = instantOf(query, `to${instant}Date`);
  if (from === undefined && to === undefined) return [];
  return [
    (task) => {
      const time = task[`${instant}Time`];
      return time !== null && time >= (from ?? -Infinity) && time <= (to ?? Infinity);
    },
  ];
}

/** A date in the query, in milliseconds since the epoch. */
export function instantOf(query: Query, name: string): number | undefined {
  const text = query.one(name);
  if (!text) return undefined;
  // A plus sign that a caller left unencoded arrives as a blank.
  const time = Date.parse(text.replace(' ', '+'));
  if (Number.isNaN(time)) throw validationFailed(`The value '${text}' is not valid for ${name}.`);
  return time;
}
