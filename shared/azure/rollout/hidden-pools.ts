import * as z from 'zod';
import type { FleetCloud } from './fleet-cloud.ts';
import { POOLS_TAG, tagOf } from './marks.ts';
import type { OtherPools } from './pools.ts';

type Tags = Record<string, string>;

const Hidden = z.array(
  z.object({ at: z.string(), loadBalancer: z.array(z.string()), gateway: z.array(z.string()) }),
);

/** The tags of a set that is not in production, with where its other pools are kept; too long for a tag themselves. */
export async function withHiddenPools(cloud: FleetCloud, tags: Tags, hidden: OtherPools[]): Promise<Tags> {
  const rest = withoutHidden(tags);
  if (hidden.length === 0) return rest;
  return { ...rest, [POOLS_TAG]: await cloud.saved.save(hidden) };
}

export function withoutHidden(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => tag.toLowerCase() !== POOLS_TAG));
}

/** What a set was reached through besides; `undefined` when it does not say. */
export async function hiddenPools({ saved }: FleetCloud, tags: Tags): Promise<OtherPools[] | undefined> {
  const key = tagOf(tags, POOLS_TAG);
  return key === undefined ? undefined : Hidden.safeParse(await saved.load(key)).data;
}
