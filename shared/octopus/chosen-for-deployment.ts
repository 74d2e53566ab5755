import * as z from 'zod';
import type { DeploymentChoices } from '../contracts/fleet-project.ts';
import { ProblemError } from '../contracts/problem.ts';
import type { DeploymentRequest } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { tenantOf } from './deployment-history.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';

/** What Octopus would do and ask for: its steps, and a form whose elements are its prompted variables. */
const Preview = z.object({
  StepsToExecute: z.array(z.object({ ActionId: z.string(), ActionName: z.string() })).nullish(),
  Form: z
    .object({
      Elements: z
        .array(
          z.object({ Name: z.string(), Control: z.looseObject({ Name: z.string().nullish() }).nullish() }),
        )
        .nullish(),
    })
    .nullish(),
});
type Preview = z.infer<typeof Preview>;

/** The fields of a deployment that a fleet's own choices make; one call where names must become ids, else none. */
export async function chosenForDeployment(
  client: OctopusClient,
  scope: ResolvedTargeting,
  { with: chosen, releaseId, queue }: DeploymentRequest,
): Promise<ChosenFields> {
  if (chosen === undefined) return {};
  const { useGuidedFailure, forcePackageRedeployment } = chosen;
  return {
    ...(await byName(client, scope, { chosen, releaseId })),
    ...(useGuidedFailure === undefined ? {} : { UseGuidedFailure: useGuidedFailure }),
    ...(forcePackageRedeployment ? { ForcePackageRedeployment: true } : {}),
    ...(queue ? { QueueTime: queue.from, QueueTimeExpiry: queue.until } : {}),
  };
}

export interface ChosenFields {
  FormValues?: Record<string, string>;
  SkipActions?: string[];
  UseGuidedFailure?: boolean;
  ForcePackageRedeployment?: true;
  QueueTime?: string;
  QueueTimeExpiry?: string;
}

async function byName(
  client: OctopusClient,
  scope: ResolvedTargeting,
  { chosen: { variables = {}, skipSteps }, releaseId }: { chosen: DeploymentChoices; releaseId: string },
): Promise<ChosenFields> {
  const names = Object.keys(variables);
  if (names.length === 0 && (skipSteps ?? []).length === 0) return skipSteps ? { SkipActions: [] } : {};
  const preview = await previewOf(client, scope, releaseId);
  const missing: string[] = [];
  const idOf = (what: string, ids: Map<string, string>) => (name: string) => {
    const id = ids.get(name.toLowerCase());
    if (id === undefined) missing.push(`${what} '${name}'`);
    return id ?? '';
  };
  const variable = idOf('prompted variable', variablesOf(preview));
  const FormValues = Object.fromEntries(names.map((name) => [variable(name), variables[name] ?? '']));
  const SkipActions = skipSteps?.map(idOf('step', stepsOf(preview)));
  if (missing.length > 0) throw unknownNames(missing);
  return { ...(names.length > 0 ? { FormValues } : {}), ...(SkipActions ? { SkipActions } : {}) };
}

async function previewOf(
  client: OctopusClient,
  scope: ResolvedTargeting,
  releaseId: string,
): Promise<Preview> {
  const { spaceId, environmentId } = scope;
  const tenantId = tenantOf(scope);
  const below = ['releases', releaseId, 'deployments'];
  if (tenantId === undefined)
    return client.send(Preview, { path: apiPath(spaceId, ...below, 'preview', environmentId) });
  const body = { DeploymentPreviews: [{ TenantId: tenantId, EnvironmentId: environmentId }] };
  const path = apiPath(spaceId, ...below, 'previews');
  const [preview = {}] = await client.send(z.array(Preview), { method: 'POST', path, body });
  return preview;
}

function variablesOf({ Form }: Preview): Map<string, string> {
  const elements = Form?.Elements ?? [];
  return new Map(elements.map(({ Name, Control }) => [(Control?.Name ?? Name).toLowerCase(), Name]));
}

function stepsOf({ StepsToExecute }: Preview): Map<string, string> {
  return new Map(
    (StepsToExecute ?? []).flatMap(({ ActionId, ActionName }) => [
      [ActionId.toLowerCase(), ActionId] as const,
      [ActionName.toLowerCase(), ActionId] as const,
    ]),
  );
}

function unknownNames(missing: string[]): ProblemError {
  return new ProblemError({
    kind: 'InvalidInput',
    code: 'octopusRejected',
    message: `The release has no ${missing.join(', ')}.`,
    nextStep:
      'Correct the project’s `with` in the fleet’s settings: only prompted variables and steps of the release can be named.',
  });
}
