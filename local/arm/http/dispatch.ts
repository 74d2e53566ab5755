import { requireApiVersion } from '../limits/api-versions.ts';
import { toldLimits } from '../limits/told-limits.ts';
import { atVersion } from '../limits/version-fields.ts';
import type { Limiter } from '../limits/limiter.ts';
import { ArmError, notSimulated, unauthorized } from '../errors.ts';
import { requireName } from '../members/names.ts';
import { requireTagRules } from '../members/tags.ts';
import { requireRights } from '../rights/require-rights.ts';
import { dropLocks, requireUnlocked } from '../resources/locks.ts';
import { requireSurroundings } from '../operations/existence.ts';
import { REST_OPERATIONS } from '../operations/table.ts';
import { operationName, type RestOperation } from '../operations/rest-operation.ts';
import { acceptFaults, listFaults, type AcceptOutcome } from '../faults/accept-faults.ts';
import type { World } from '../world.ts';
import { locationOf } from './location.ts';
import { readable } from './read-json.ts';
import type { ArmRequest, ArmResponse, Question, ReceivedRequest } from './messages.ts';
import { Router } from './router.ts';

interface Routed extends RestOperation {
  name: string;
}

const router = new Router<Routed>();
for (const operation of REST_OPERATIONS)
  router.add(operation.method, operation.path, { ...operation, name: operationName(operation) });

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What becomes of one ARM request: an answer, possibly late, or a cut connection. */
export type Answer = { response: ArmResponse; delaySeconds?: number } | { reset: true };

/** What is done with every request, beside answering it. */
export interface Tools {
  limiter: Limiter | undefined;
  count: (operation: string) => void;
}

/** Answers one request; the caller commits what it changed. */
export function dispatch(world: World, request: ReceivedRequest, { limiter, count }: Tools): Answer {
  const path = request.url.split('?', 1)[0] ?? '';
  const found = router.find(request.method, path);
  if (!request.headers.authorization?.match(/^Bearer\s+\S+/i)) throw unauthorized();
  if (!found) throw unknownRoute(request, path);
  const { target } = found;
  count(target.name);
  const routed = { ...request, params: found.params, ask: asking(world, request) };
  requireApiVersion(target.path, request.query.get('api-version'), () => locationOf(world, routed));
  requireSubscription(routed);
  requireRights(world, request);
  requireSurroundings(world, routed, target);
  const call = callOf(routed, path);
  const headers = limiter?.charge(call, target.policy) ?? {};
  const given = answer(world, routed, { operation: target, path, headers });
  if (limiter && 'response' in given) limiter.chargeVms(call, target.policy, chargeOf(given.response));
  return given;
}

function answer(
  world: World,
  request: ArmRequest,
  { operation, path, headers }: { operation: Routed; path: string; headers: Record<string, string> },
): Answer {
  const occurrence = { operation: operation.name, resource: path };
  const faults: AcceptOutcome = acceptFaults(world, occurrence, operation.policy);
  // That a rule has hit is to last, even when what it does is refuse.
  world.store.commit();
  if (faults.reset === 'before') return { reset: true };
  const response = toldOf(headers, () => {
    if (faults.error) throw faults.error;
    return listFaults(faults, run(world, operation, request));
  });
  if (faults.reset === 'after') return { reset: true };
  const version = request.query.get('api-version') ?? '';
  const body = atVersion(response.body, { path: operation.path, version });
  const complete = { ...response, body, headers: { ...toldLimits(headers, body), ...response.headers } };
  return { response: complete, ...(faults.delaySeconds > 0 && { delaySeconds: faults.delaySeconds }) };
}

/** What the front door minds of every write comes first, inside of deployments too. */
function run(world: World, operation: Routed, request: ArmRequest): ArmResponse {
  const { method, path } = operation;
  if (method === 'PUT') requireName(path, request.params);
  if (method === 'PUT' || method === 'PATCH') requireTagRules(request.body);
  const resource = resourceOf(operation, request);
  requireUnlocked(world, method, resource);
  const response = operation.run(world, request);
  if (method === 'DELETE') dropLocks(world, resource);
  return response;
}

/** What an operation is about: an action, the resource it is of. */
function resourceOf({ method }: Routed, { url }: ArmRequest): string {
  const path = decodeURIComponent(url.split('?', 1)[0] ?? '').replace(/^\/+|\/+$/g, '');
  return `/${method === 'POST' ? path.slice(0, path.lastIndexOf('/')) : path}`;
}

/** A refusal tells what is left of the rate limits too, unless the front door spoke for the provider. */
function toldOf(headers: Record<string, string>, run: () => ArmResponse): ArmResponse {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ArmError) || error.extras.headers?.['x-ms-failure-cause'] === 'gateway')
      throw error;
    throw error.with({ ...error.extras, headers: { ...headers, ...error.extras.headers } });
  }
}

/** How many VMs the call touched beyond the first, whose token is drawn already. */
function chargeOf({ headers }: ArmResponse): number {
  return Math.max(0, Number(headers?.['x-ms-request-charge'] ?? 1) - 1);
}

function unknownRoute(request: ReceivedRequest, path: string): ArmError {
  return notSimulated(request.method, path);
}

/** Answers what an operation asks of others: a resource group that deletes what is in it, a template that creates. */
function asking(world: World, origin: ReceivedRequest): ArmRequest['ask'] {
  let asked = 0;
  const ask = ({ method, path, body = {}, apiVersion }: Question): ArmResponse => {
    const found = router.find(method, path);
    if (!found) throw notSimulated(method, path);
    const version = apiVersion ?? origin.query.get('api-version') ?? '';
    return run(world, found.target, {
      ...origin,
      method,
      url: `${path}?api-version=${version}`,
      query: new URLSearchParams({ 'api-version': version }),
      headers: {},
      body: readable(body, path),
      params: found.params,
      id: world.chance.guid('asked', origin.id, asked++),
      ask,
    });
  };
  return ask;
}

function requireSubscription({ params }: ArmRequest): void {
  const { subscription } = params;
  if (subscription === undefined || GUID.test(subscription)) return;
  throw new ArmError(
    400,
    'InvalidSubscriptionId',
    `The provided subscription identifier '${subscription}' is malformed or invalid.`,
  );
}

function callOf(request: ArmRequest, path: string): Parameters<Limiter['charge']>[0] {
  const resource = /^.*?\/(?:virtualMachineScaleSets|virtualMachines|loadBalancers|operations)\/[^/]+/i.exec(
    path,
  )?.[0];
  return {
    method: request.method,
    subscription: (request.params.subscription ?? '').toLowerCase(),
    resource: (resource ?? path).toLowerCase(),
    now: request.now,
  };
}
