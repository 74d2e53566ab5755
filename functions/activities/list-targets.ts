import { ownerMark } from '../../shared/contracts/fleet.ts';
import { formerOwnerRoles } from '../../shared/domain/targets/ownership.ts';
import type { Target } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Targeting } from './fleet-context.ts';

/** Every target that could concern the fleet: marked as its own, known by a role of old, or with its first role. */
export function listTargets({ registry, installation }: Dependencies, named: Targeting): Promise<Target[]> {
  const [first] = named.settings.roles;
  const roles = [ownerMark(installation, named.name), ...formerOwnerRoles(named), ...(first ? [first] : [])];
  return registry.list(named.scope, roles);
}
