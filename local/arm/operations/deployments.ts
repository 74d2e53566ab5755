import { ArmError, notSimulated } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { isObject, objectAt, textAt, type JsonObject } from '../json.ts';
import { findGroup } from '../resources/groups.ts';
import type { ResourceRecord } from '../store/store.ts';
import { resourcesOf, type Setting, type TemplateResource } from '../template/template.ts';
import { invalidTemplate } from '../template/expression.ts';
import { DEPLOYMENTS, DeploymentView } from '../views/deployment-view.ts';
import type { World } from '../world.ts';
import { requireGroup, requireStanding } from './resource-groups.ts';
import { requireObject } from './write-body.ts';

/** PUT: every resource of the template is put, each after those it depends on; the deployment ends with the last of them. */
export function putDeployment(world: World, request: ArmRequest): ArmResponse {
  requireStanding(requireGroup(world, request));
  const setting = settingOf(world, request);
  const resources = resourcesOf(setting);
  const id = resourceId(scopeOf(request), DEPLOYMENTS, param(request, 'deployment'));
  const current = world.store.resources.get(keyOf(id));
  const { operations, error } = put(world, request, resources);
  const body: JsonObject = {
    template: setting.template,
    parameters: shown(setting),
    startedAt: request.now,
    correlationId: request.id,
    resources: resources.map((resource) => resource.id),
    operations,
    ...(error && { error }),
  };
  const record = { key: keyOf(id), id, type: DEPLOYMENTS, body, revision: (current?.revision ?? 0) + 1 };
  world.store.resources.put(record);
  const poll = `${request.base}${id}/operationStatuses/${request.id}`;
  return {
    status: current ? 200 : 201,
    headers: {
      'azure-asyncoperation': `${poll}?api-version=${request.query.get('api-version')}`,
      ...wait(world),
    },
    body: new DeploymentView(world, request, record).body(),
  };
}

export function getDeployment(world: World, request: ArmRequest): ArmResponse {
  return ok(viewOf(world, request).body());
}

/** HEAD: whether there is one. */
export function headDeployment(world: World, request: ArmRequest): ArmResponse {
  return { status: find(world, request) ? 204 : 404 };
}

export function listDeployments(world: World, request: ArmRequest): ArmResponse {
  const { id } = requireGroup(world, request);
  const found = [...world.store.resources.group(DEPLOYMENTS)].filter(({ key }) =>
    key.startsWith(`${keyOf(id)}/`),
  );
  return ok({ value: found.map((record) => new DeploymentView(world, request, record).body()) });
}

/** What the client polls. */
export function getDeploymentStatus(world: World, request: ArmRequest): ArmResponse {
  return ok(viewOf(world, request).status(), wait(world));
}

/** What became of each resource of a deployment. */
export function listDeploymentOperations(world: World, request: ArmRequest): ArmResponse {
  return ok({ value: viewOf(world, request).operations() });
}

/** The record goes; what it has deployed stays. */
export function deleteDeployment(world: World, request: ArmRequest): ArmResponse {
  const record = find(world, request);
  if (record) world.store.resources.delete(record.key);
  return { status: 204 };
}

/** POST validate: the template can be read, and what it is made of is known. */
export function validateDeployment(world: World, request: ArmRequest): ArmResponse {
  requireStanding(requireGroup(world, request));
  const resources = resourcesOf(settingOf(world, request));
  const name = param(request, 'deployment');
  const validatedResources = resources.map(({ id }) => ({ id }));
  const properties = { mode: 'Incremental', provisioningState: 'Succeeded', validatedResources };
  return ok({ id: resourceId(scopeOf(request), DEPLOYMENTS, name), name, type: DEPLOYMENTS, properties });
}

/** How long a client waits between polls, in seconds. */
function wait({ settings: { pollRetryAfterSeconds: seconds } }: World): Record<string, string> {
  if (seconds === 'none') return {};
  return { 'retry-after': seconds === 'recorded' ? '5' : String(seconds) };
}

interface Deployed {
  operations: string[];
  error?: JsonObject;
}

/** Stops at the first resource that is refused, of which nothing is left; what was put before stays, as in Azure. */
function put(world: World, request: ArmRequest, resources: TemplateResource[]): Deployed {
  const operations: string[] = [];
  for (const { id, body, apiVersion } of resources) {
    try {
      const { headers } = world.store.attempt(() =>
        request.ask({ method: 'PUT', path: id, body, apiVersion }),
      );
      const operation = /\/operations\/([^/?]+)/.exec(headers?.['azure-asyncoperation'] ?? '')?.[1];
      operations.push(operation ?? '');
    } catch (error) {
      if (!(error instanceof ArmError) || error.status >= 500) throw error;
      return { operations, error: { ...objectAt(error.body(), 'error'), at: id } };
    }
  }
  return { operations };
}

function settingOf(world: World, request: ArmRequest): Setting {
  requireObject(request.body.properties, 'properties');
  const properties = objectAt(request.body, 'properties');
  if (properties.templateLink !== undefined || properties.parametersLink !== undefined)
    throw notSimulated('deployment with', 'templateLink or parametersLink');
  if (textAt(properties, 'mode')?.toLowerCase() === 'complete')
    throw notSimulated('deployment in mode', 'Complete');
  const { template } = properties;
  if (!isObject(template)) throw invalidTemplate('The template is missing or no object.');
  const parameters = Object.entries(objectAt(properties, 'parameters')).map(([name, given]) => [
    name,
    isObject(given) ? given.value : undefined,
  ]);
  const group = findGroup(world, scopeOf(request));
  return {
    scope: scopeOf(request),
    location: textAt(group?.body, 'location') ?? '',
    template,
    parameters: Object.fromEntries(parameters) as JsonObject,
    reference: (id) => objectAt(request.ask({ method: 'GET', path: id }).body, 'properties'),
  };
}

/** Parameters as they are told of later: secrets without their values. */
function shown({ template, parameters }: Setting): JsonObject {
  const declared = Object.entries(objectAt(template, 'parameters')).map(([name, given]) => {
    const type = textAt(given, 'type') ?? 'String';
    const value = parameters[name] ?? objectAt(given).defaultValue;
    return [name, /^secure/i.test(type) ? { type } : { type, value }];
  });
  return Object.fromEntries(declared) as JsonObject;
}

function find(world: World, request: ArmRequest): ResourceRecord | undefined {
  return world.store.resources.get(
    keyOf(resourceId(scopeOf(request), DEPLOYMENTS, param(request, 'deployment'))),
  );
}

function viewOf(world: World, request: ArmRequest): DeploymentView {
  requireGroup(world, request);
  const record = find(world, request);
  if (record) return new DeploymentView(world, request, record);
  throw new ArmError(
    404,
    'DeploymentNotFound',
    `Deployment '${param(request, 'deployment')}' could not be found.`,
  );
}
