import type { Release } from '../model.ts';
import type { World } from '../world.ts';

/** Adds a release; without a channel it goes to the project's default one. */
export function addRelease(
  world: World,
  fields: Partial<Release> & Pick<Release, 'SpaceId' | 'ProjectId' | 'Version'>,
): Release {
  const channel = world.store
    .all('channels')
    .find(({ ProjectId, IsDefault }) => ProjectId === fields.ProjectId && IsDefault);
  const release: Release = {
    ChannelId: channel?.Id ?? '',
    ReleaseNotes: null,
    Assembled: world.now,
    SelectedPackages: [],
    ...fields,
    Id: fields.Id ?? world.store.newId('releases'),
  };
  world.store.put('releases', release);
  return release;
}
