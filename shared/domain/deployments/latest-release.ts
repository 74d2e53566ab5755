import { isActive, isFull, type SeenDeployment, timeOf, type WantedRelease } from './seen-deployment.ts';

/** The newest deployment that succeeded and was not limited to some machines: what "the latest release" means (R8). */
export function latestFullSuccess<T extends SeenDeployment & { channelId: string }>(
  deployments: T[],
  channelId?: string,
): T | undefined {
  return deployments
    .filter((each) => succeeded(each) && isFull(each))
    .filter((each) => channelId === undefined || each.channelId === channelId)
    .sort((a, b) => timeOf(b) - timeOf(a))[0];
}

/**
 * Another release is on its way to all: when it gets there the latest one is the latest no more, so it is not due. A
 * pinned release is; and one that is to start later is no reason to wait.
 */
export function overtakenBy<T extends SeenDeployment & { channelId: string }>(
  deployments: T[],
  { wanted, channelId, at }: { wanted: WantedRelease; channelId?: string | undefined; at: string },
): T | undefined {
  if (wanted.since === undefined) return undefined;
  return deployments
    .filter((each) => isActive(each) && isFull(each) && each.releaseId !== wanted.releaseId)
    .filter(({ startsAt = at }) => Date.parse(startsAt) <= Date.parse(at))
    .find((each) => channelId === undefined || each.channelId === channelId);
}

/** One whose task is gone succeeded if it went to machines and met no failure. */
function succeeded({ state, deployedToMachineIds, failureEncountered = false }: SeenDeployment): boolean {
  if (state !== 'Unknown') return state === 'Success';
  return deployedToMachineIds.length > 0 && !failureEncountered;
}
