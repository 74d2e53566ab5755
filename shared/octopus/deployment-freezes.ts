import { ProblemError } from '../contracts/problem.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Requested } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { tenantOf } from './deployment-history.ts';
import { apiPath, octopusId } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { DeploymentFreezes } from './octopus-schemas.ts';
import type { DeploymentFreeze } from './octopus-schemas.ts';

const PER_PAGE = 100;

interface Asked {
  client: OctopusClient;
  scope: ResolvedTargeting;
  projectId: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * A refusal for a freeze, with the names of those that hold and when the last of them ends: one more call. A freeze that
 * comes again and again, or that Octopus does not show us, has no end that we know.
 */
export async function frozenBy(refusal: Problem, asked: Asked): Promise<Requested> {
  const holding = await holdingNow(asked);
  if (holding.length === 0) return { refused: refusal, frozen: {} };
  const until = new Date(Math.max(...holding.map(({ End }) => Date.parse(End)))).toISOString();
  const names = holding.map(({ Name }) => `'${Name}'`).join(', ');
  const freezes = holding.length === 1 ? 'the deployment freeze' : 'the deployment freezes';
  const message = `Octopus makes no deployment before ${until}, because of ${freezes} ${names}.`;
  return { refused: { ...refusal, message }, frozen: { until } };
}

async function holdingNow({ client, scope, projectId, now }: Asked): Promise<DeploymentFreeze[]> {
  const query = {
    ...{ projectIds: octopusId(projectId), environmentIds: octopusId(scope.environmentId) },
    ...{ includeComplete: 'false', skip: 0, take: PER_PAGE },
  };
  try {
    const call = { path: apiPath('deploymentfreezes'), query };
    const { DeploymentFreezes: all } = await client.send(DeploymentFreezes, call);
    return all.filter((freeze) => holds(freeze, now) && concerns(freeze, scope, projectId));
  } catch (error) {
    // It is refused all the same; without the right to see freezes it is only tried again more often.
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

function holds({ Start, End }: DeploymentFreeze, now: number): boolean {
  return Date.parse(Start) <= now && now < Date.parse(End);
}

function concerns(freeze: DeploymentFreeze, scope: ResolvedTargeting, projectId: string): boolean {
  const { ProjectEnvironmentScope: all, TenantProjectEnvironmentScope: ofTenants } = freeze;
  if (all[projectId]?.includes(scope.environmentId)) return true;
  return ofTenants.some(
    ({ TenantId, ProjectId, EnvironmentId }) =>
      TenantId === tenantOf(scope) && ProjectId === projectId && EnvironmentId === scope.environmentId,
  );
}
