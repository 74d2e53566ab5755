import { entityNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { resourceId, SCALE_SETS } from '../ids.ts';
import { isObject, listAt, objectAt, without, type JsonObject } from '../json.ts';
import { extensionName, extensionResource } from '../members/extension.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { COMPUTE } from '../members/refusals.ts';
import type { ScaleSetRecord } from '../records.ts';
import { mergedSet, type ScaleSetWrite } from '../rules/scale-set-model.ts';
import { changeScaleSet } from '../rules/write-scale-set.ts';
import { stateOf } from '../rules/scale-set-state.ts';
import type { World } from '../world.ts';
import { acceptedAction, acceptedWrite } from './async-answers.ts';
import { requireScaleSet } from './finding.ts';
import { requireHealthSource } from './scale-set-checks.ts';

/** Extensions are part of the model; writing one is a model write. */
export function listExtensions(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  return ok({
    value: extensionsOf(scaleSet).map((extension) => view(world, scaleSet, { extension, request })),
  });
}

export function getExtension(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const extension = named(scaleSet, param(request, 'extension'));
  if (!extension) throw entityNotFound();
  return ok(view(world, scaleSet, { extension, request }));
}

export function putExtension(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const known = named(scaleSet, param(request, 'extension'));
  const { name } = known ?? readBody(extensionName, { name: param(request, 'extension') }, COMPUTE);
  const extension = { name, properties: propertiesOf(request) };
  return write(world, scaleSet, { request, extension, status: known ? 200 : 201 });
}

export function patchExtension(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const known = named(scaleSet, param(request, 'extension'));
  if (!known) throw entityNotFound();
  const asked = { properties: propertiesOf(request) };
  const properties = objectAt(mergedByTable(extensionResource, known, asked), 'properties');
  return write(world, scaleSet, { request, extension: { ...known, properties }, status: 200 });
}

export function deleteExtension(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const known = named(scaleSet, param(request, 'extension'));
  if (!known) return { status: 204 };
  const left = others(scaleSet, known);
  // Whatever judged by it whether an instance is well would have nothing to go by.
  requireHealthSource(mergedSet(scaleSet, writeOf(left)));
  const changed = rewrite(world, scaleSet, { request, extensions: left });
  const operation = world.store.operations.get(changed.operation);
  if (!operation) throw new Error(`no operation for ${request.url}`);
  return acceptedAction(request, operation);
}

function write(
  world: World,
  scaleSet: ScaleSetRecord,
  { request, extension, status }: { request: ArmRequest; extension: JsonObject; status: 200 | 201 },
): ArmResponse {
  const known = named(scaleSet, String(extension.name));
  const before = extensionsOf(scaleSet);
  const extensions = known
    ? before.map((other) => (other === known ? extension : other))
    : [...before, extension];
  const changed = rewrite(world, scaleSet, { request, extensions });
  const operation = world.store.operations.get(changed.operation);
  if (!operation) throw new Error(`no operation for ${request.url}`);
  return acceptedWrite(request, operation, { status, body: view(world, changed, { extension, request }) });
}

function rewrite(
  world: World,
  scaleSet: ScaleSetRecord,
  { request, extensions }: { request: ArmRequest; extensions: JsonObject[] },
): ScaleSetRecord {
  return changeScaleSet(world, scaleSet, { write: writeOf(extensions), cause: request });
}

function writeOf(extensions: JsonObject[]): ScaleSetWrite {
  return { extras: {}, properties: { virtualMachineProfile: { extensionProfile: { extensions } } } };
}

function view(
  world: World,
  scaleSet: ScaleSetRecord,
  { extension, request }: { extension: JsonObject; request: ArmRequest },
): JsonObject {
  const name = String(extension.name);
  return {
    name,
    id: `${resourceId(scaleSet, SCALE_SETS, scaleSet.name)}/extensions/${name}`,
    type: `${SCALE_SETS}/extensions`,
    properties: {
      ...objectAt(extension, 'properties'),
      provisioningState: stateOf(world.store, scaleSet, request.now),
    },
  };
}

function propertiesOf(request: ArmRequest): JsonObject {
  const read = readBody(extensionResource, request.body, COMPUTE);
  return without(objectAt(read, 'properties'), 'protectedSettings');
}

function extensionsOf(scaleSet: ScaleSetRecord): JsonObject[] {
  return listAt(scaleSet.properties, 'virtualMachineProfile', 'extensionProfile', 'extensions').filter(
    isObject,
  );
}

function named(scaleSet: ScaleSetRecord, name: string): JsonObject | undefined {
  return extensionsOf(scaleSet).find(
    (extension) => String(extension.name).toLowerCase() === name.toLowerCase(),
  );
}

function others(scaleSet: ScaleSetRecord, extension: JsonObject): JsonObject[] {
  return extensionsOf(scaleSet).filter((other) => other !== extension);
}
