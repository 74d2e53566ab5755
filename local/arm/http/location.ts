import { textAt } from '../json.ts';
import type { World } from '../world.ts';
import type { ArmRequest } from './messages.ts';

const TOP_LEVEL = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/;

/** The location a request is about: the one it names, or the one of the resource that its path leads to. */
export function locationOf({ store }: World, { params, body, url }: ArmRequest): string {
  const named = params.location ?? textAt(body, 'location');
  if (named !== undefined) return named;
  const key = TOP_LEVEL.exec(url.toLowerCase().split('?', 1)[0] ?? '')?.[0] ?? '';
  return (
    store.scaleSets.get(key)?.location ?? textAt(store.resources.get(key)?.body, 'location') ?? 'westeurope'
  );
}
