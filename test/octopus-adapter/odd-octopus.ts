import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import { tinyServer } from '../azure-adapter/tiny-server.ts';
import type { TinyServer } from '../azure-adapter/tiny-server.ts';

export const KEY = 'API-SECRETSECRETSECRET';

export const SCOPE: ResolvedTargeting = {
  server: 'default',
  spaceId: 'Spaces-1',
  environmentId: 'Environments-1',
  projects: [],
  tenantIds: [],
};

const running: TinyServer[] = [];

/** The adapter at a server that answers as no Octopus would; stopped by `stopOddOctopuses`. */
export async function octopusAt(answer: Parameters<typeof tinyServer>[0], timeoutSeconds = 5) {
  const server = await tinyServer(answer);
  running.push(server);
  const servers = { default: { url: `${server.url}/`, apiKey: KEY } };
  return { ...createOctopus(servers, { timeoutSeconds }), server };
}

export async function stopOddOctopuses(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()));
}

/** A page that is the whole collection. */
export function page(...items: unknown[]) {
  return { TotalResults: items.length, Items: items };
}
