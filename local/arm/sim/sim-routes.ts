import { ArmError, notSimulated } from '../errors.ts';
import type { EventSchema } from '../events/records.ts';
import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import type { ArmResponse } from '../http/messages.ts';
import type { HealthState, PowerState } from '../records.ts';
import type { Change } from '../store/collection.ts';
import type { GalleryImageSpec } from './create-gallery-image.ts';
import type { ImageSpec } from './create-image.ts';
import type { LifecycleHookSpec } from './create-lifecycle-hook.ts';
import type { LoadBalancerSpec } from './create-load-balancer.ts';
import type { ScaleSetSpec } from './scale-set-spec.ts';
import type { InstanceRef, NewFault, SimControl } from './sim-control.ts';

/** One request to the side door. */
export interface SimRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: JsonObject;
}

/** What the side door needs beyond the control. */
export interface SimDoor {
  sim: SimControl;
  calls: () => Record<string, number>;
  resetCalls: () => void;
  now: () => number;
}

type Route = (door: SimDoor, request: SimRequest) => unknown;

const ROUTES: Record<string, Route> = {
  'POST scale-sets': ({ sim }, { body }) => ({ id: sim.createScaleSet(scaleSetSpec(body)) }),
  'POST resource-groups': ({ sim }, { body }) => ({
    id: sim.createResourceGroup({ ...body, resourceGroup: required(body, 'resourceGroup') }),
  }),
  'POST load-balancers': ({ sim }, { body }) => ({ id: sim.createLoadBalancer(loadBalancerSpec(body)) }),
  'POST gallery-images': ({ sim }, { body }) => ({ id: sim.createGalleryImage(galleryImageSpec(body)) }),
  'POST marketplace-images': ({ sim }, { body }) =>
    sim.publishImage({
      publisher: required(body, 'publisher'),
      offer: required(body, 'offer'),
      sku: required(body, 'sku'),
      version: required(body, 'version'),
    }),
  'POST images': ({ sim }, { body }) => ({ id: sim.createImage(imageSpec(body)) }),
  'POST lifecycle-hooks': ({ sim }, { body }) => ({ id: sim.createLifecycleHook(lifecycleHookSpec(body)) }),
  'POST metrics': ({ sim }, { body }) =>
    sim.setMetric({
      resource: required(body, 'resource'),
      name: required(body, 'name'),
      value: metricValue(body),
    }),
  'POST adopt/scale-set': ({ sim }, { body }) => ({
    id: sim.adoptScaleSet({
      body: requiredObject(body, 'body'),
      instances: listAt(body, 'instances').filter(isObject),
      surplus: listAt(body, 'surplus').map(String),
    }),
  }),
  'POST adopt/load-balancer': ({ sim }, { body }) => ({
    id: sim.adoptLoadBalancer(requiredObject(body, 'body')),
  }),
  'POST capacity': ({ sim }, { body }) =>
    sim.setCapacity(required(body, 'scaleSet'), requiredNumber(body, 'capacity')),
  'GET instances': ({ sim }, { query }) => ({ value: sim.instances(query.get('scaleSet') ?? undefined) }),
  'POST instances/fail': ({ sim }, { body }) => sim.failInstance(ref(body), Number(body.afterSeconds ?? 0)),
  'POST instances/remove': ({ sim }, { body }) => sim.removeInstance(ref(body)),
  'POST instances/stick': ({ sim }, { body }) => sim.stickInstance(ref(body)),
  'POST instances/reimage': ({ sim }, { body }) => sim.reimageInstance(ref(body)),
  'POST instances/replace': ({ sim }, { body }) => sim.replaceInstance(ref(body)),
  'POST instances/health': ({ sim }, { body }) =>
    sim.setHealth(ref(body), required(body, 'state') as HealthState),
  'POST instances/power': ({ sim }, { body }) =>
    sim.setPower(ref(body), required(body, 'state') as PowerState),
  'POST instances/agent': ({ sim }, { body }) => sim.setAgent(ref(body), body.ready === true),
  'GET faults': ({ sim }) => ({ value: sim.faults() }),
  'POST faults': ({ sim }, { body }) => ({ key: sim.addFault(fault(body)) }),
  'DELETE faults': ({ sim }) => sim.clearFaults(),
  'POST event-subscriptions': ({ sim }, { body }) =>
    sim.subscribe({
      url: required(body, 'url'),
      schema: (textAt(body, 'schema') ?? 'EventGridSchema') as EventSchema,
    }),
  'GET events': ({ sim }) => ({ pending: sim.pendingEvents() }),
  'GET settings': ({ sim }) => sim.settings(),
  'PATCH settings': ({ sim }, { body }) => sim.configure(body),
  'GET state': ({ sim }) => ({ changes: sim.snapshot() }),
  'PUT state': ({ sim }, { body }) => sim.restore(changesOf(body)),
  'GET calls': ({ calls }) => calls(),
  'DELETE calls': ({ resetCalls }) => resetCalls(),
  'GET clock': ({ now }) => ({ now: now() }),
};

/** Answers a request under `/_sim`: 200 with what it returns, 204 when that is nothing. */
export async function answerSim(door: SimDoor, request: SimRequest): Promise<ArmResponse> {
  const name = `${request.method} ${request.path.replace(/^\/_sim\//, '').replace(/\/$/, '')}`;
  const route = ROUTES[name];
  if (!route) throw notSimulated(request.method, request.path);
  const body = await route(door, request);
  return body === undefined ? { status: 204 } : { status: 200, body };
}

function scaleSetSpec(body: JsonObject): ScaleSetSpec {
  required(body, 'name');
  required(body, 'resourceGroup');
  return body as unknown as ScaleSetSpec;
}

function loadBalancerSpec(body: JsonObject): LoadBalancerSpec {
  required(body, 'name');
  required(body, 'resourceGroup');
  return body as unknown as LoadBalancerSpec;
}

function galleryImageSpec(body: JsonObject): GalleryImageSpec {
  for (const name of ['resourceGroup', 'gallery', 'image', 'version']) required(body, name);
  return body as unknown as GalleryImageSpec;
}

function imageSpec(body: JsonObject): ImageSpec {
  for (const name of ['resourceGroup', 'name']) required(body, name);
  return body as unknown as ImageSpec;
}

function lifecycleHookSpec(body: JsonObject): LifecycleHookSpec {
  required(body, 'scaleSet');
  return body as unknown as LifecycleHookSpec;
}

function metricValue(body: JsonObject): number | null {
  return body.value === null ? null : requiredNumber(body, 'value');
}

function fault(body: JsonObject): NewFault {
  if (!isObject(body.effect)) throw malformed('effect');
  return body as unknown as NewFault;
}

function changesOf({ changes }: JsonObject): Change[] {
  const isChange = (change: unknown) =>
    textAt(change, 'collection') !== undefined && textAt(change, 'record', 'key') !== undefined;
  if (!Array.isArray(changes) || !changes.every(isChange)) throw malformed('changes');
  return changes as Change[];
}

function ref(body: JsonObject): InstanceRef {
  return { scaleSet: required(body, 'scaleSet'), instance: required(body, 'instance') };
}

function required(body: JsonObject, name: string): string {
  const value = textAt(body, name);
  if (value === undefined) throw malformed(name);
  return value;
}

function requiredObject(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  if (!isObject(value)) throw malformed(name);
  return value;
}

function requiredNumber(body: JsonObject, name: string): number {
  const value = body[name];
  if (typeof value !== 'number') throw malformed(name);
  return value;
}

function malformed(name: string): ArmError {
  return new ArmError(400, 'InvalidSimRequest', `'${name}' is missing or of the wrong type.`);
}
