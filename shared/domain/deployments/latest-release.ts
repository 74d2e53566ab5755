import { isFull, type SeenDeployment, timeOf } from './seen-deployment.ts';

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

/** One whose task is gone succeeded if it went to machines and met no failure. */
function succeeded({ state, deployedToMachineIds, failureEncountered = false }: SeenDeployment): boolean {
  if (state !== 'Unknown') return state === 'Success';
  return deployedToMachineIds.length > 0 && !failureEncountered;
}
