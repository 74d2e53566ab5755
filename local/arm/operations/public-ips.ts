import { entityNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import { isFlexible } from '../rules/scale-set-state.ts';
import { publicIpBodies } from '../views/public-ip-body.ts';
import type { World } from '../world.ts';
import { requireScaleSet } from './finding.ts';
import { attached, requireAttached } from './network-interfaces.ts';

/** The public addresses of all instances of a Uniform set. */
export function listScaleSetPublicIps(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const instances = isFlexible(scaleSet) ? [] : attached(world, scaleSet, request.now);
  return ok({ value: instances.flatMap((instance) => publicIpBodies(scaleSet, instance, request.now)) });
}

export function listInstancePublicIps(world: World, request: ArmRequest): ArmResponse {
  return ok({ value: ofInstance(world, request) });
}

export function getInstancePublicIp(world: World, request: ArmRequest): ArmResponse {
  const name = param(request, 'address').toLowerCase();
  const found = ofInstance(world, request).find((address) => String(address.name).toLowerCase() === name);
  if (!found) throw entityNotFound();
  return ok(found, { etag: String(found.etag) });
}

function ofInstance(world: World, request: ArmRequest): JsonObject[] {
  const { scaleSet, instance } = requireAttached(world, request);
  const owner =
    `/networkInterfaces/${param(request, 'nic')}/ipConfigurations/${param(request, 'ip')}/`.toLowerCase();
  return publicIpBodies(scaleSet, instance, request.now).filter(({ id }) =>
    String(id).toLowerCase().includes(owner),
  );
}
