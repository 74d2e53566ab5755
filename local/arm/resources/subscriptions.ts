import type { World } from '../world.ts';
import { RESOURCE_GROUPS } from './groups.ts';

/** Whether there is this subscription: the settings name it, or there is or was a resource group in it. */
export function isSubscription(world: World, id: string): boolean {
  const wanted = id.toLowerCase();
  if (world.settings.subscriptions.some((known) => known.toLowerCase() === wanted)) return true;
  const prefix = `/subscriptions/${wanted}/`;
  for (const { key } of world.store.resources.group(RESOURCE_GROUPS)) if (key.startsWith(prefix)) return true;
  return false;
}

/** Every subscription there is, in lower case. */
export function subscriptions(world: World): string[] {
  const ids = world.settings.subscriptions.map((id) => id.toLowerCase());
  for (const { key } of world.store.resources.group(RESOURCE_GROUPS)) ids.push(key.split('/')[2] ?? '');
  return [...new Set(ids)];
}
