import type { NamedFleet } from '../contracts/fleet.ts';
import { scaleSetName } from '../contracts/scale-set-id.ts';
import { scaleSetBehind } from './scale-set-behind.ts';

/** Something an event is about that can lead to a fleet. */
export type Subject =
  | { kind: 'scaleSet'; id: string }
  /** A VM on its own, as those of Flexible scale sets are; `namesake`: the scale set that its name speaks of. */
  | { kind: 'machine'; id: string; namesake?: string }
  /** It scales something, the event does not say what. */
  | { kind: 'autoscaleSetting'; id: string };

/** One event is about few things; a search that found a thousand rows is still one hint. */
const MOST_SUBJECTS = 100;
/** As many fleets near an autoscale setting are told to look; more would be a storm over one setting. */
const MOST_NEAR = 20;
/** Longer than any id of Azure. */
const LONGEST_ID = 600;

const RESOURCE = /^\/subscriptions\/[^/]+\/.*\/providers\//is;
const MACHINE =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/virtualmachines\/[^/]+/i;
const AUTOSCALE_SETTING =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.insights\/autoscalesettings\/[^/]+/i;
const GROUP = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\//i;

/**
 * What the named resources come to, each once, whichever way it is spelled. An autoscale setting counts only where
 * nothing else is named: who names what was scaled has said it better.
 */
export function subjectsOf(named: readonly (string | null | undefined)[]): Subject[] {
  const ids = named.filter((id): id is string => isResourceId(id));
  const settings = ids.filter((id) => AUTOSCALE_SETTING.test(id));
  const counted = settings.length < ids.length ? ids.filter((id) => !settings.includes(id)) : settings;
  const found = new Map<string, Subject>();
  for (const id of counted) {
    const subject = subjectOf(id);
    const key = subject?.id.toLowerCase() ?? '';
    if (subject && found.size < MOST_SUBJECTS && !found.has(key)) found.set(key, subject);
  }
  return [...found.values()];
}

function isResourceId(id: unknown): boolean {
  return typeof id === 'string' && id.length <= LONGEST_ID && RESOURCE.test(id);
}

function subjectOf(id: string): Subject | undefined {
  const machine = MACHINE.exec(id)?.[0];
  const behind = scaleSetBehind(machine ?? id);
  if (machine !== undefined)
    return { kind: 'machine', id: machine, ...(behind === undefined ? {} : { namesake: behind }) };
  if (behind !== undefined) return { kind: 'scaleSet', id: behind };
  const setting = AUTOSCALE_SETTING.exec(id)?.[0];
  return setting === undefined ? undefined : { kind: 'autoscaleSetting', id: setting };
}

/**
 * The fleets that an autoscale setting may scale: those of its resource group. Of many, those first whose scale set is
 * in the setting's name. To be told for nothing costs a fleet one look.
 */
export function fleetsNear(settingId: string, fleets: NamedFleet[]): string[] {
  const setting = settingId.toLowerCase();
  const group = GROUP.exec(setting)?.[0] ?? '/';
  const near = fleets.filter(({ fleet }) => fleet.scaleSet.toLowerCase().startsWith(group));
  const isNamed = ({ fleet }: NamedFleet) => {
    const name = scaleSetName(fleet.scaleSet)?.name.toLowerCase();
    return name !== undefined && setting.slice(group.length).includes(name);
  };
  return [...near.filter(isNamed), ...near.filter((each) => !isNamed(each))]
    .slice(0, MOST_NEAR)
    .map(({ name }) => name);
}
