import type { Trace } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { deploymentsOf, tenantOf } from './deployment-history.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { itemsById, listAll } from './octopus-collections.ts';
import { type Deployment, pageOf, Task } from './octopus-schemas.ts';
import { isRunbook } from './runs.ts';

const PER_PAGE = 100;
/** Octopus's clock and ours may differ by so much. */
const CLOCKS_DIFFER_MS = 15 * 60_000;

/**
 * The deployment with a marker. Nearly always it is among the newest ones; else it is looked for among the tasks that were
 * queued when it was asked for, so the number of calls does not grow with what was deployed since.
 */
export async function findDeployment(
  client: OctopusClient,
  scope: ResolvedTargeting,
  trace: Trace,
): Promise<{ deploymentId: string; taskId: string } | undefined> {
  const { path, query, item } = deploymentsOf(scope, trace.projectId);
  const page = await client.send(pageOf(item), { path, query: { ...query, skip: 0, take: PER_PAGE } });
  const newest = marked(page.Items, trace);
  if (newest || reachesBackTo(page, trace)) return newest;
  const tasks = await listAll(client, {
    path: apiPath(scope.spaceId, 'tasks'),
    query: {
      ...(isRunbook(trace.projectId)
        ? { name: 'RunbookRun', runbook: trace.projectId }
        : { name: 'Deploy', project: trace.projectId }),
      environment: scope.environmentId,
      tenant: tenantOf(scope),
      fromQueueDate: moved(trace.from, -CLOCKS_DIFFER_MS),
      toQueueDate: moved(trace.to, CLOCKS_DIFFER_MS),
    },
    item: Task,
  });
  const ids = tasks.flatMap(({ Arguments }) => Arguments?.DeploymentId || (Arguments?.RunbookRunId ?? []));
  return marked(await itemsById(client, { path, item }, ids), trace);
}

function marked(deployments: Deployment[], { marker }: Trace) {
  const found = deployments.find(({ Comments }) => Comments.includes(marker));
  return found && { deploymentId: found.Id, taskId: found.TaskId };
}

/** Whether the page has everything that was made since it was asked for. */
function reachesBackTo(page: { TotalResults: number; Items: Deployment[] }, { from }: Trace): boolean {
  if (page.Items.length >= page.TotalResults) return true;
  const oldest = page.Items.at(-1)?.Created;
  return oldest !== undefined && Date.parse(oldest) < Date.parse(from) - CLOCKS_DIFFER_MS;
}

function moved(time: string, ms: number): string {
  return new Date(Date.parse(time) + ms).toISOString();
}
