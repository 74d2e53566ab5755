import { ArmError } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { param } from '../http/messages.ts';
import { networkInterface as TABLE } from '../members/network-interface.ts';
import { withAddresses, withoutDynamicAddresses } from '../network/interface-addresses.ts';
import { INTERFACE_KIND, INTERFACES } from '../network/interfaces.ts';
import { storedPlain } from '../network/plain-kinds.ts';
import { requireRegion } from '../regions.ts';
import { machineOfInterface } from '../rules/plain-machines.ts';
import type { World } from '../world.ts';
import { readPlain, requirePlain } from './plain-checks.ts';
import { deletePlain, writePlain } from './plain-network.ts';
import { missingReference, requireReferences } from './references.ts';
import { requireSamePlace } from './write-body.ts';

/** PUT of an interface: what it says of pools and NAT rules puts it into them, or takes it out. */
export function putInterface(world: World, request: ArmRequest): ArmResponse {
  const id = idOf(request);
  const read = readPlain(INTERFACE_KIND, request.body);
  const location = requireRegion(String(read.location), INTERFACES);
  const current = world.store.resources.get(keyOf(id));
  requireSamePlace(current, location);
  const stored = storedPlain(INTERFACE_KIND, { ...read, location });
  requirePlain(INTERFACE_KIND, stored, { id, current });
  requireReferences(world, TABLE, {
    body: stored,
    before: current?.body,
    own: id,
    refuse: missingReference(id),
  });
  const body = withAddresses(world, withoutDynamicAddresses(stored), { id, current, now: request.now });
  return writePlain(world, request, { kind: INTERFACE_KIND, id, body });
}

/** DELETE: not while a machine has it. */
export function deleteInterface(world: World, request: ArmRequest): ArmResponse {
  const id = idOf(request);
  const user = machineOfInterface(world, id, request.now);
  if (user)
    throw new ArmError(
      400,
      'NicInUse',
      `Network Interface ${id} is used by existing resource ${user.record.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    ).with({ details: [] });
  return deletePlain(INTERFACE_KIND)(world, request);
}

function idOf(request: ArmRequest): string {
  return resourceId(scopeOf(request), INTERFACES, param(request, 'name'));
}
