import { ProblemError } from '../contracts/problem.ts';
import type { Deployments } from '../ports/deployments.ts';
import { octopusClient } from './octopus-client.ts';
import type { OctopusClient, OctopusClientOptions, OctopusServer } from './octopus-client.ts';
import { octopusDeployments } from './octopus-deployments.ts';
import { type OctopusRegistry, octopusTargetRegistry } from './octopus-target-registry.ts';

/**
 * Octopus Deploy behind its two ports, for the configured servers by name; and where people find these.
 * `now` (milliseconds since the epoch) dates what is remembered; `timeoutSeconds` holds for each call, 30 by default.
 * Both ports throw InvalidInput `octopusServerUnknown` for a server that is not configured.
 */
export function createOctopus(
  servers: Record<string, OctopusServer>,
  options: Partial<OctopusClientOptions> = {},
): { registry: OctopusRegistry; deployments: Deployments; octopusServers: Record<string, string> } {
  const { now = Date.now, timeoutSeconds = 30 } = options;
  const clients = new Map<string, OctopusClient>(
    Object.entries(servers).map(([name, server]) => [
      name,
      octopusClient(name, server, { now, timeoutSeconds }),
    ]),
  );
  const clientOf = (name: string): OctopusClient => clients.get(name) ?? unknownServer(name);
  const octopusServers = Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, url]));
  return {
    registry: octopusTargetRegistry(clientOf, now),
    deployments: octopusDeployments(clientOf, now),
    octopusServers,
  };
}

function unknownServer(name: string): never {
  const prefix = name === 'default' ? 'OCTOPUS' : `OCTOPUS_${name.toUpperCase()}`;
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'octopusServerUnknown',
    message: `There are no settings for an Octopus server '${name}'.`,
    nextStep: `Set ${prefix}_URL and ${prefix}_API_KEY, or name another server in the fleet.`,
  });
}
