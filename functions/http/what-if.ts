import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import { carries } from '../../shared/domain/deployments/releases-of-row.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import type { ResolvedProject } from '../../shared/ports/target-registry.ts';
import type { DeploymentPlan } from '../../shared/view/answers.ts';
import { decideProject } from '../activities/decide-project.ts';
import { loadTargeting, type Targeting } from '../activities/fleet-context.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { findFleet } from './find-fleet.ts';

/** `GET /api/fleets/{fleet}/deployments/plan`: decides as a reaction would, by the ledger as it is, and leaves it at that. */
export function whatIf(deps: Dependencies): Handler {
  return async (request) => {
    const { name } = await findFleet(deps, request);
    const targeting = await loadTargeting(deps, name);
    return { jsonBody: targeting ? await planOf(deps, targeting) : { deployments: [], problems: [] } };
  };
}

interface Sooner {
  project: ResolvedProject;
  wanted: WantedRelease;
}

async function planOf(
  deps: Dependencies,
  { name, fleet, scope, members }: Targeting,
): Promise<DeploymentPlan> {
  const open = await deps.stores.reactions.openDeployments(name);
  let rows = ofMembers(await deps.stores.ledger.rows(name), members);
  const planning = { scope, attempts: fleet.deploy.attempts, open, at: deps.now().toISOString() };
  const deployments: DeploymentPlan['deployments'] = [];
  const problems: Problem[] = [];
  const sooner: Sooner[] = [];
  for (const project of scope.projects) {
    const decision = await decideProject(deps, planning, { project, rows, before: [] });
    if (decision.problem) problems.push(decision.problem);
    if (!decision.wanted) continue;
    ({ rows } = decision);
    const { wanted, due } = decision;
    if (due.length > 0) deployments.push(shown(project, wanted, { due, sooner }));
    if (fleet.deploy.projects === 'inOrder') sooner.push({ project, wanted });
  }
  return { deployments, problems };
}

function shown(
  { projectId, projectName, isRunbook }: ResolvedProject,
  { releaseId, version }: WantedRelease,
  { due, sooner }: { due: LedgerRow[]; sooner: Sooner[] },
): DeploymentPlan['deployments'][number] {
  const after = sooner.filter(({ wanted }) => due.some((row) => !carries(row, wanted)));
  return {
    ...{ projectId, projectName, releaseId, version },
    ...(isRunbook ? { isRunbook } : {}),
    machines: due.flatMap(({ name, target }) =>
      target ? [{ id: target.machineId, name: target.name, instance: name }] : [],
    ),
    after: after.map(({ project }) => project.projectName),
  };
}
