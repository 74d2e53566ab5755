import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { ownerMark } from '../../contracts/fleet.ts';
import { type FleetCloud, same } from './fleet-cloud.ts';

type Tags = Record<string, string>;

/** Tags of a scale set that a rollout made. */
export const MARK_TAG = 'fleet-conductor';
const REVISION_TAG = 'fleet-conductor-revision';
const CREATED_TAG = 'fleet-conductor-created';
const ONCE_TAG = 'fleet-conductor-once';
const NAME_TAG = 'Name';
/** Sets that Harness made count as revisions: `<infrastructure>__<number>`. */
const HARNESS_TAG = 'HARNESS_REVISION';
const HARNESS_CREATED_TAG = 'Created';
/** The role of a set in a blue/green deployment, as Harness wrote it. */
export const ROLE_TAG = 'BG_VERSION';
/** Where the pools are kept that a set was reached through besides, while it is not in production. */
export const POOLS_TAG = 'fleet-conductor-pools';
const LABEL_PREFIX = 'fleet-conductor-label-';

interface Made {
  name: string;
  revision: number;
  once: string;
  at: string;
  labels: Tags;
}

/** The base's tags without what says which revision it is, and what says it of the new one. */
export function tagsOfNew(cloud: FleetCloud, base: Tags, { name, revision, once, at, labels }: Made): Tags {
  return {
    ...withoutOwn(base),
    [MARK_TAG]: markOf(cloud),
    [REVISION_TAG]: String(revision),
    [CREATED_TAG]: at,
    [ONCE_TAG]: once,
    [NAME_TAG]: name,
    ...tagsOfLabels(labels),
  };
}

export function markOf({ installation, fleet }: FleetCloud): string {
  return ownerMark(installation, fleet.name);
}

/** Made by a rollout of this fleet of this installation. */
export function isOurs(cloud: FleetCloud, { tags = {} }: VirtualMachineScaleSet): boolean {
  return tagOf(tags, MARK_TAG) === markOf(cloud);
}

/** Made by a rollout of another fleet, or installation. */
export function isOfAnother(cloud: FleetCloud, { tags = {} }: VirtualMachineScaleSet): boolean {
  const mark = tagOf(tags, MARK_TAG);
  return mark !== undefined && mark !== markOf(cloud);
}

export function isOfAttempt({ tags = {} }: VirtualMachineScaleSet, once: string): boolean {
  return tagOf(tags, ONCE_TAG) === once;
}

/** The revision that a set's tags say; `undefined`: no rollout made it, neither ours nor one of Harness. */
export function revisionOf({ tags = {} }: VirtualMachineScaleSet): number | undefined {
  const ours = tagOf(tags, REVISION_TAG);
  if (ours !== undefined) return Number.parseInt(ours, 10) || 0;
  const theirs = tagOf(tags, HARNESS_TAG);
  if (theirs === undefined) return undefined;
  return Number.parseInt(/__(\d+)$/.exec(theirs)?.[1] ?? '0', 10);
}

export function labelsOf(tags: Tags = {}): Tags {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([tag, value]) => {
      if (same(tag, ROLE_TAG)) return [[ROLE_TAG, value]];
      return isLabel(tag) ? [[tag.slice(LABEL_PREFIX.length), value]] : [];
    }),
  );
}

/** The same tags with these labels in place of those there were; what others wrote stays. */
export function withLabels(tags: Tags = {}, labels: Tags): Tags {
  const others = Object.entries(tags).filter(([tag]) => !same(tag, ROLE_TAG) && !isLabel(tag));
  return { ...Object.fromEntries(others), ...tagsOfLabels(labels) };
}

function tagsOfLabels(labels: Tags): Tags {
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [
      label === ROLE_TAG ? label : `${LABEL_PREFIX}${label}`,
      value,
    ]),
  );
}

function isLabel(tag: string): boolean {
  return tag.toLowerCase().startsWith(LABEL_PREFIX);
}

const OWN = [
  MARK_TAG,
  REVISION_TAG,
  CREATED_TAG,
  ONCE_TAG,
  NAME_TAG,
  HARNESS_TAG,
  HARNESS_CREATED_TAG,
  ROLE_TAG,
  POOLS_TAG,
];

function withoutOwn(tags: Tags): Tags {
  const isOwn = (tag: string) => isLabel(tag) || OWN.some((own) => same(own, tag));
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => !isOwn(tag)));
}

/** Names of tags compare without regard to case. */
export function tagOf(tags: Tags, name: string): string | undefined {
  return Object.entries(tags).find(([tag]) => same(tag, name))?.[1];
}
