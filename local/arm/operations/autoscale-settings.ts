import { resourceNotFound } from '../errors.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { isObject, merged, objectAt, textAt } from '../json.ts';
import { requireSetting, settingBody } from '../monitor/autoscale-setting.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { requireObject } from './write-body.ts';

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
  requireObject(request.body.properties, 'properties');
  requireSetting(request.body);
  const current = find(world, request);
  const record = stored(world, request, current);
  return { status: current ? 200 : 201, body: record.body };
}

export function patchAutoscaleSetting(world: World, request: ArmRequest): ArmResponse {
  const current = requireRecord(world, request);
  requireObject(request.body.properties, 'properties');
  const properties = merged(objectAt(current.body, 'properties'), objectAt(request.body, 'properties'));
  const tags = isObject(request.body.tags) ? request.body.tags : current.body.tags;
  const body = { ...current.body, tags, properties };
  requireSetting(body);
  return ok(stored(world, { ...request, body }, current).body);
}

export function deleteAutoscaleSetting(world: World, request: ArmRequest): ArmResponse {
  const current = find(world, request);
  if (!current) return { status: 204 };
  world.store.resources.delete(current.key);
  return { status: 200 };
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
