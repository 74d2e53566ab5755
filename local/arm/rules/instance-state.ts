import type { HealthState, InstanceRecord, PowerState } from '../records.ts';
import { reached } from '../times.ts';

export type ProvisioningState = 'Creating' | 'Updating' | 'Succeeded' | 'Failed' | 'Deleting';

/** Gone for every reader, the network side included. */
export function isGone(instance: InstanceRecord, now: number): boolean {
  return reached(instance.goneAt, now);
}

/** Seen by nobody: gone, or a second attempt that has not begun yet. */
export function isAbsent(instance: InstanceRecord, now: number): boolean {
  return instance.createdAt > now || isGone(instance, now);
}

/** In the VM list: neither gone nor discarded by over-provisioning. */
export function isListed(instance: InstanceRecord, now: number): boolean {
  return !isAbsent(instance, now) && !reached(instance.surplusAt, now);
}

/** Counts towards the capacity: listed, and neither being deleted nor due to be discarded. */
export function isKept(instance: InstanceRecord, now: number): boolean {
  return !isGone(instance, now) && instance.surplusAt === undefined && instance.deletingAt === undefined;
}

export function provisioningState(instance: InstanceRecord, now: number): ProvisioningState {
  if (reached(instance.deletingAt, now)) return 'Deleting';
  if (reached(instance.failure?.at, now)) return 'Failed';
  if (!reached(instance.provisionedAt, now)) return 'Creating';
  const { updating } = instance;
  if (!reached(instance.readyAt, now)) return 'Updating';
  return updating && updating.from <= now && now < updating.until ? 'Updating' : 'Succeeded';
}

export function powerState(instance: InstanceRecord, now: number): PowerState {
  return latest(instance.power, now)?.state ?? 'running';
}

/** What the application health extension or probe says; `undefined` when nobody has set it. */
export function healthState(instance: InstanceRecord, now: number): HealthState | undefined {
  return latest(instance.health ?? [], now)?.state;
}

export function isAgentReady(instance: InstanceRecord, now: number): boolean {
  return latest(instance.agent ?? [], now)?.ready ?? reached(instance.provisionedAt, now);
}

/** The model version the instance runs. */
export function appliedVersion(instance: InstanceRecord, now: number): number {
  return latest(instance.applied, now)?.version ?? instance.applied[0]?.version ?? 1;
}

/** How often it has been made anew: reimaged, so that nothing of before is on it. */
export function timesReimaged({ applied }: Pick<InstanceRecord, 'applied'>, now: number): number {
  return applied.filter(({ reimaged, at }) => reimaged && at <= now).length;
}

/** The last entry whose time has come. */
export function latest<T extends { at: number }>(entries: readonly T[], now: number): T | undefined {
  let found: T | undefined;
  for (const entry of entries) if (entry.at <= now) found = entry;
  return found;
}
