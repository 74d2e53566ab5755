import { createScaleSets } from '../../shared/azure/arm-scale-sets.ts';
import type { ScaleSets } from '../../shared/ports/scale-sets.ts';
import { always, tinyServer } from './tiny-server.ts';
import type { TinyServer } from './tiny-server.ts';

/** A tiny server that answers as it is told, and scale sets read from it, of which one was read before and is known. */
export async function scaleSetsAt(
  answer: Parameters<typeof tinyServer>[0],
  { scaleSet, mode = 'Uniform', ...connection }: Known,
): Promise<{ server: TinyServer; scaleSets: ScaleSets }> {
  let current = always(200, { id: scaleSet, properties: { orchestrationMode: mode } });
  const server = await tinyServer((request, response) => current(request, response));
  const scaleSets = createScaleSets({ endpoint: server.url, timeoutSeconds: 5, ...connection });
  await scaleSets.read(scaleSet);
  server.requests.length = 0;
  current = answer;
  return { server, scaleSets };
}

interface Known {
  scaleSet: string;
  mode?: 'Uniform' | 'Flexible';
  localToken: string;
  timeoutSeconds?: number;
}
