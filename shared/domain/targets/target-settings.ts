import type { Connection } from '../../contracts/connection.ts';
import type { Fleet } from '../../contracts/fleet.ts';

/** How a registry comes to a machine; `told`: it is only told of it, with an address. */
export type TargetConnection = Connection | { kind: 'told'; address: string };

/** What a fleet says of its targets, wherever they are registered. */
export interface TargetSettings {
  /** Tells registries apart: only fleets with the same one could share targets. */
  registry: string;
  roles: string[];
  ownerRole?: string | undefined;
  tenantTags: string[];
  targetName?: string | undefined;
  workerPools?: string[] | undefined;
  connection: TargetConnection;
}

/** `undefined`: the fleet's machines are registered nowhere. */
export function targetSettings({ octopus, webhooks }: Fleet): TargetSettings | undefined {
  if (octopus) return { ...octopus, registry: `octopus ${octopus.server}` };
  if (!webhooks) return undefined;
  // Whose a machine is, the endpoints say by the mark alone.
  const { address, targets } = webhooks;
  return { registry: targets, roles: [], tenantTags: [], connection: { kind: 'told', address } };
}
