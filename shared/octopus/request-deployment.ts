import type * as z from 'zod';
import { ProblemError } from '../contracts/problem.ts';
import type { DeploymentRequest, Requested } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { tenantOf } from './deployment-history.ts';
import { frozenBy } from './deployment-freezes.ts';
import { type ChosenFields, chosenForDeployment } from './chosen-for-deployment.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { orAbsent } from './octopus-errors.ts';
import { Anything, CreatedDeployment, DeploymentChoices } from './octopus-schemas.ts';
import { isRunbook, madeOf, runOf } from './runs.ts';

type Choices = z.infer<typeof DeploymentChoices>;

/** Answers by which Octopus says: not as things stand. Nothing was made, and a person or time must change something. */
const REFUSALS = new Set([
  'octopusRejected',
  'octopusForbidden',
  'octopusNotFound',
  'octopusConflict',
  'octopusDeploymentFreeze',
]);

/** Whoever asks, and by which clock. */
export interface Asking {
  client: OctopusClient;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Asks for a deployment to exactly these machines, with the choices of the one that it is to be like. */
export async function requestDeployment(
  { client, now }: Asking,
  scope: ResolvedTargeting,
  request: DeploymentRequest,
): Promise<Requested> {
  try {
    const choices = await choicesOf(client, scope, request.likeDeploymentId);
    const chosen = await chosenForDeployment(client, scope, request);
    if (request.with?.refreshVariables) await refreshVariables(client, scope, request.releaseId);
    return await post(client, scope, { ...request, choices, chosen });
  } catch (error) {
    if (!(error instanceof ProblemError) || !REFUSALS.has(error.problem.code)) throw error;
    const { problem } = error;
    if (problem.code !== 'octopusDeploymentFreeze') return { refused: problem };
    return frozenBy(problem, { client, scope, projectId: request.projectId, now: now() });
  }
}

/** Repeated, it does the same again. */
async function refreshVariables(client: OctopusClient, { spaceId }: ResolvedTargeting, releaseId: string) {
  const path = apiPath(spaceId, 'releases', releaseId, 'snapshot-variables');
  await client.send(Anything, { method: 'POST', path });
}

async function choicesOf(client: OctopusClient, { spaceId }: ResolvedTargeting, id: string | undefined) {
  if (id === undefined) return {};
  return orAbsent(client.send(DeploymentChoices, { path: apiPath(spaceId, 'deployments', id) }));
}

async function post(
  client: OctopusClient,
  scope: ResolvedTargeting,
  request: DeploymentRequest & { choices: Partial<Choices> | undefined; chosen: ChosenFields },
) {
  const tenantId = tenantOf(scope);
  const { projectId, releaseId } = request;
  const { Id, TaskId } = await client.send(CreatedDeployment, {
    method: 'POST',
    path: apiPath(scope.spaceId, madeOf(projectId).kind),
    body: {
      ...request.choices,
      SpaceId: scope.spaceId,
      ...(isRunbook(projectId)
        ? runOf(projectId, releaseId)
        : { ProjectId: projectId, ReleaseId: releaseId }),
      EnvironmentId: scope.environmentId,
      SpecificMachineIds: [...new Set(request.machineIds)],
      Comments: request.comments,
      UseGuidedFailure: request.useGuidedFailure,
      ...request.chosen,
      FormValues: { ...request.choices?.FormValues, ...request.chosen.FormValues },
      ...(tenantId === undefined ? {} : { TenantId: tenantId }),
    },
  });
  return { deploymentId: Id, taskId: TaskId };
}
