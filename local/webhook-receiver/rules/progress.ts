import type { Deployment, World } from '../model.ts';

/** Where a deployment stands follows from when it was asked for, and the time. */
export function progressOf({ now, settings }: World, { at, fails }: Deployment) {
  const startedAt = at + settings.queueMs;
  if (now < startedAt) return { state: 'queued' } as const;
  if (now < startedAt + settings.deployMs) return { state: 'running', startedAt } as const;
  return { state: fails === undefined ? ('succeeded' as const) : ('failed' as const), startedAt };
}

export function isRunningOn(world: World, deployment: Deployment, target: string): boolean {
  return progressOf(world, deployment).state === 'running' && deployment.reached.includes(target);
}
