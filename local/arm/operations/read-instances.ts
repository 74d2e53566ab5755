import { invalidParameter } from '../errors.ts';
import { ok, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { objectAt, type JsonObject } from '../json.ts';
import type { InstanceRecord } from '../records.ts';
import { appliedVersion, powerState } from '../rules/instance-state.ts';
import { isFlexible } from '../rules/scale-set-state.ts';
import { InstanceBodies } from '../views/instance-body.ts';
import type { World } from '../world.ts';
import { listedInstances, requireInstance, requireScaleSet } from './finding.ts';
import { page } from './paging.ts';

/** Whole bodies, the selection of the instance view, or mere stubs when the set is Flexible. */
export function listInstances(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const bodies = new InstanceBodies(world, scaleSet, request.now);
  const expand = wantsInstanceView(request);
  const select = queryOption(request, '$select')?.toLowerCase() === 'instanceview';
  const wanted = instanceFilter(request, scaleSet.modelVersion);
  const view = (instance: InstanceRecord) => {
    if (isFlexible(scaleSet)) return bodies.stub(instance);
    return select ? bodies.selected(instance, expand) : bodies.uniform(instance, { expand });
  };
  const listed = listedInstances(world, scaleSet, request.now).filter(wanted);
  return page(request, listed, { size: world.settings.pageSizes.instances, view });
}

export function getInstance(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireInstance(world, request);
  const bodies = new InstanceBodies(world, scaleSet, request.now);
  if (isFlexible(scaleSet)) return ok(bodies.stub(instance));
  const body = bodies.uniform(instance, {
    expand: wantsInstanceView(request),
    userData: wantsUserData(request),
  });
  return ok(single(body), { etag: `"${instance.etag}"` });
}

/** A single instance says one thing more than a listed one. */
export function single(body: JsonObject): JsonObject {
  return { ...body, properties: { ...objectAt(body, 'properties'), resilientVMDeletionStatus: 'Disabled' } };
}

export function getInstanceView(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireInstance(world, request);
  return ok(new InstanceBodies(world, scaleSet, request.now).view(instance));
}

export function wantsInstanceView(request: ArmRequest): boolean {
  const expand = queryOption(request, '$expand');
  if (expand === undefined || expand === '') return false;
  if (expand.toLowerCase() === 'instanceview') return true;
  if (expand.toLowerCase() === 'userdata') return false;
  throw invalidParameter(`The value '${expand}' of parameter $expand is not valid.`, '$expand');
}

export function wantsUserData(request: ArmRequest): boolean {
  return queryOption(request, '$expand')?.toLowerCase() === 'userdata';
}

type Filter = (instance: InstanceRecord) => boolean;

/** The three filters the documentation shows; any other is refused rather than ignored. */
function instanceFilter(request: ArmRequest, modelVersion: number): Filter {
  const filter = queryOption(request, '$filter')?.trim() ?? '';
  if (filter === '' || ANY_POWER_STATE.test(filter)) return () => true;
  const { now } = request;
  const power = firstGroup(POWER_STATE, filter);
  if (power !== undefined) return (instance) => powerState(instance, now) === power;
  const latest = firstGroup(LATEST_MODEL, filter);
  if (latest !== undefined)
    return (instance) => (appliedVersion(instance, now) === modelVersion) === (latest === 'true');
  throw invalidParameter(`The filter '${filter}' is not supported.`, '$filter');
}

function firstGroup(pattern: RegExp, text: string): string | undefined {
  return pattern.exec(text)?.[1]?.toLowerCase();
}

const ANY_POWER_STATE = /^startswith\(instanceView\/statuses\/code,\s*'PowerState'\) eq true$/i;
const POWER_STATE = /^instanceView\/statuses\/code eq 'PowerState\/(\w+)'$/i;
const LATEST_MODEL = /^(?:properties\/)?latestModelApplied eq (true|false)$/i;
