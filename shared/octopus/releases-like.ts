import { fitsPattern } from '../domain/deployments/fits-pattern.ts';
import type { ListedRelease } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { pagesOf } from './octopus-collections.ts';
import { Release } from './octopus-schemas.ts';

const PER_PAGE = 100;
const MOST_PAGES = 10;

interface Asked {
  projectId: string;
  channelId?: string;
  pattern: string;
  first?: boolean;
}

/** The newest first. Octopus's own search knows no patterns, so what is before the first `*` narrows the list. */
export async function releasesLike(
  client: OctopusClient,
  { spaceId }: ResolvedTargeting,
  { projectId, channelId, pattern, first = false }: Asked,
): Promise<ListedRelease[]> {
  const [head = ''] = pattern.split('*', 1);
  const path = apiPath(spaceId, 'projects', projectId, 'releases');
  const query = head.trim() === '' ? {} : { searchByVersion: head.trim() };
  const found: ListedRelease[] = [];
  let pages = 0;
  for await (const { items } of pagesOf(client, { path, query, item: Release, take: PER_PAGE })) {
    const fit = items
      .filter(({ ChannelId }) => channelId === undefined || ChannelId === channelId)
      .filter(({ Version }) => fitsPattern(Version, pattern));
    found.push(
      ...fit.map(({ Id, Version, Assembled }) => ({ releaseId: Id, version: Version, assembled: Assembled })),
    );
    if ((first && found.length > 0) || ++pages >= MOST_PAGES) break;
  }
  return found;
}
