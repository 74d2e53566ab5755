import { ArmError, resourceNotFound } from '../errors.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { textAt, type JsonObject } from '../json.ts';
import { autoscaleSetting } from '../members/autoscale-setting.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { INSIGHTS } from '../members/refusals.ts';
import { requireSetting, settingBody } from '../monitor/autoscale-setting.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { scaleSetById } from './finding.ts';

export const AUTOSCALE_SETTINGS = 'microsoft.insights/autoscalesettings';

export function getAutoscaleSetting(world: World, request: ArmRequest): ArmResponse {
  return ok(requireRecord(world, request).body);
}

export function listAutoscaleSettings(world: World, request: ArmRequest): ArmResponse {
  const prefix = `/subscriptions/${param(request, 'subscription')}/resourcegroups/`.toLowerCase();
  const { resourceGroup } = request.params;
  const scope = resourceGroup === undefined ? prefix : `${prefix}${resourceGroup.toLowerCase()}/`;
  const found = [...world.store.resources.group(AUTOSCALE_SETTINGS)].filter(({ key }) =>
    key.startsWith(scope),
  );
  return ok({ value: found.map(({ body }) => body) });
}

/** GET predictiveMetrics: the forecast has no data yet, as on a set without two weeks of history. */
export function getPredictiveMetrics(world: World, request: ArmRequest): ArmResponse {
  const { body } = requireRecord(world, request);
  const asked = (name: string) => queryOption(request, name) ?? '';
  return ok({
    timespan: asked('timespan'),
    interval: asked('interval'),
    metricName: `${asked('metricName')};-1`,
    targetResourceId: textAt(body, 'properties', 'targetResourceUri'),
    data: [],
  });
}

/** Writing a setting is synchronous; the engine acts on it at its next round. */
export function putAutoscaleSetting(world: World, request: ArmRequest): ArmResponse {
  const body = readBody(autoscaleSetting, request.body, INSIGHTS);
  requireSetting(body);
  const current = find(world, request);
  requireTarget(world, request, body);
  const record = stored(world, { ...request, body }, current);
  return { status: current ? 200 : 201, body: record.body };
}

export function patchAutoscaleSetting(world: World, request: ArmRequest): ArmResponse {
  const current = requireRecord(world, request);
  const write = readBody(autoscaleSetting, request.body, INSIGHTS);
  const body = mergedByTable(autoscaleSetting, current.body, write);
  requireSetting(body);
  requireTarget(world, request, body);
  return ok(stored(world, { ...request, body }, current).body);
}

export function deleteAutoscaleSetting(world: World, request: ArmRequest): ArmResponse {
  const current = find(world, request);
  if (!current) return { status: 204 };
  world.store.resources.delete(current.key);
  return { status: 200 };
}

/** One setting for one target, which must be there. */
function requireTarget(world: World, request: ArmRequest, body: JsonObject): void {
  const target = textAt(body, 'properties', 'targetResourceUri') ?? '';
  const own = keyOf(resourceId(scopeOf(request), AUTOSCALE_SETTINGS, param(request, 'setting')));
  const other = [...world.store.resources.group(AUTOSCALE_SETTINGS)].find(
    (record) =>
      record.key !== own &&
      textAt(record.body, 'properties', 'targetResourceUri')?.toLowerCase() === target.toLowerCase(),
  );
  if (other)
    throw new ArmError(
      409,
      'Conflict',
      `The resource ${target} already has an autoscale setting, ${other.id}. A resource can have only one.`,
    );
  if (!world.settings.requireExistence || scaleSetById(world, target, request.now)) return;
  throw new ArmError(404, 'TargetResourceNotFound', `The target resource '${target}' was not found.`);
}

function stored(world: World, request: ArmRequest, current: ResourceRecord | undefined): ResourceRecord {
  const name = param(request, 'setting');
  const id = current?.id ?? resourceId(scopeOf(request), AUTOSCALE_SETTINGS, name);
  const record = {
    key: keyOf(id),
    id,
    type: AUTOSCALE_SETTINGS,
    body: settingBody(request.body, { id, name }),
    revision: (current?.revision ?? 0) + 1,
  };
  world.store.resources.put(record);
  return record;
}

function find(world: World, request: ArmRequest): ResourceRecord | undefined {
  return world.store.resources.get(
    keyOf(resourceId(scopeOf(request), AUTOSCALE_SETTINGS, param(request, 'setting'))),
  );
}

function requireRecord(world: World, request: ArmRequest): ResourceRecord {
  const record = find(world, request);
  if (record) return record;
  throw resourceNotFound(
    'microsoft.insights/autoscaleSettings',
    param(request, 'setting'),
    param(request, 'resourceGroup'),
  );
}
