import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';

/** Where people find a task in Octopus's portal; `undefined` for a server that is not Octopus's. */
export function taskLink(
  { octopusServers }: Dependencies,
  { server, spaceId }: ResolvedTargeting,
  taskId: string | undefined,
): string | undefined {
  const url = octopusServers[server];
  if (url === undefined || taskId === undefined) return undefined;
  return `${url.trim().replace(/\/+$/, '')}/app#/${spaceId}/tasks/${taskId}`;
}
