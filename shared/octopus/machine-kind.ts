import { isMark } from '../domain/targets/ownership.ts';
import type { ResolvedTargeting, Target } from '../ports/target-registry.ts';
import { apiPath } from './octopus-client.ts';
import type { Machine } from './octopus-schemas.ts';
import { toTarget } from './to-target.ts';

type Scope = Pick<ResolvedTargeting, 'spaceId' | 'workerPoolIds'>;

/** Where the fleet's machines are: among the deployment targets, or the workers. */
export function machinesPath({ spaceId, workerPoolIds }: Scope, ...below: string[]): string {
  return apiPath(spaceId, workerPoolIds ? 'workers' : 'machines', ...below);
}

const MARKED = /^(.*\S)\s*\[([^[\]]+)\]$/s;

/** A worker has no roles, so whose it is stands in its name: `web-1 [fleet-conductor.home.web]`. */
export function markedName(name: string, mark: string): string {
  return `${name} [${mark}]`;
}

export function markInName(name: string): { name: string; mark?: string } {
  const [, plain, mark] = MARKED.exec(name) ?? [];
  return plain !== undefined && mark !== undefined && isMark(mark) ? { name: plain, mark } : { name };
}

/** A machine as the domain sees it: a worker's mark is a role like any target's. */
export function targetIn({ workerPoolIds }: Scope, machine: Machine): Target {
  const target = toTarget(machine);
  if (!workerPoolIds) return target;
  const { name, mark } = markInName(machine.Name);
  return { ...target, name, roles: mark === undefined ? [] : [mark] };
}
