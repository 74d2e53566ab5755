import type { Caller } from './caller.ts';
import { StepFailed } from './caller.ts';

/**
 * What the step template "Check VMSS Provision Status (Deployment Targets)", version 3, does, told anew from its documented
 * behaviour: it waits by the states of a set and its machines, takes whoever is in one list for alive, removes every other
 * target of the roles, and calls a run a duplicate by the clock.
 */
export interface CheckParameters {
  scaleSet: string;
  environmentId: string;
  roles: string[];
  timeoutMinutes: number;
  onTimeout: 'Proceed' | 'Error';
  duplicateMinutes: number;
  excludeOld: boolean;
}

/** When this run was queued, and when the one before it had finished (milliseconds since the epoch). */
export interface Run {
  queuedAt: number;
  finishedBefore?: number;
}

export interface CheckOutput {
  hasServersToDeployTo: boolean;
  ids: string[];
  deleted: string[];
}

interface ListedVm {
  /** Of a Flexible set there are none in this list. */
  properties?: { provisioningState: string; osProfile?: { computerName?: string } };
}

interface ListedMachine {
  Id: string;
  Name: string;
  Roles: string[];
}

const LITERAL_OLD_MINUTES = 3;
const POLL_SECONDS = 10;

export async function checkProvisionStatus(
  caller: Caller,
  asked: CheckParameters,
  run: Run,
): Promise<CheckOutput> {
  const isDuplicate = isDuplicateRun(run, asked.duplicateMinutes);
  // Whatever goes wrong there ends the step as if it had succeeded, without an output.
  if (!(await waitForScaleSet(caller, asked))) return { hasServersToDeployTo: false, ids: [], deleted: [] };
  await waitForMachines(caller, asked);
  const names = (await listVms(caller, asked.scaleSet))
    .filter((vm) => stateOf(vm) !== 'failed')
    .map(computerNameOf);
  const { ids, deleted } = await compare(caller, asked, { names, queuedAt: run.queuedAt });
  return { hasServersToDeployTo: ids.length > 0 && !isDuplicate, ids, deleted };
}

/** Whatever became of the run before, and whichever machines are new. */
function isDuplicateRun({ queuedAt, finishedBefore }: Run, minutes: number): boolean {
  return finishedBefore !== undefined && (queuedAt - finishedBefore) / 60_000 <= minutes;
}

/** No scale set is ever "provisioning": it never waits. */
async function waitForScaleSet(
  caller: Caller,
  { scaleSet, timeoutMinutes }: CheckParameters,
): Promise<boolean> {
  const until = caller.now() + timeoutMinutes * 60_000;
  for (;;) {
    const state = await stateOfScaleSet(caller, scaleSet);
    if (state !== 'provisioning') return state !== undefined;
    if (caller.now() > until) throw new StepFailed('The scale set did not finish provisioning in time.');
    await caller.sleep(POLL_SECONDS);
  }
}

async function stateOfScaleSet(caller: Caller, scaleSet: string): Promise<string | undefined> {
  try {
    const { properties } = await caller.azure<{ properties: { provisioningState: string } }>(scaleSet);
    return properties.provisioningState.toLowerCase();
  } catch (error) {
    if (error instanceof StepFailed) return undefined;
    throw error;
  }
}

async function waitForMachines(caller: Caller, asked: CheckParameters): Promise<void> {
  const until = caller.now() + asked.timeoutMinutes * 60_000;
  for (let polls = 0; ; polls++) {
    const vms = await listVms(caller, asked.scaleSet);
    // All there is of each machine, for whoever may read the task.
    if (polls === 0) caller.log.push(JSON.stringify(vms));
    if (!vms.some((vm) => stateOf(vm) === 'creating')) return;
    if (caller.now() > until) {
      if (asked.onTimeout === 'Error')
        throw new StepFailed('The machines did not finish provisioning in time.');
      return;
    }
    await caller.sleep(POLL_SECONDS);
  }
}

async function listVms(caller: Caller, scaleSet: string): Promise<ListedVm[]> {
  return (await caller.azure<{ value: ListedVm[] }>(scaleSet, '/virtualMachines')).value;
}

/** What is not there ends the step: a method is called on nothing. */
function onNothing(): StepFailed {
  return new StepFailed('You cannot call a method on a null-valued expression.');
}

function stateOf({ properties }: ListedVm): string {
  if (!properties) throw onNothing();
  return properties.provisioningState.toLowerCase();
}

function computerNameOf({ properties }: ListedVm): string {
  const name = properties?.osProfile?.computerName;
  if (!name) throw onNothing();
  return name.toLowerCase().trim();
}

async function compare(
  caller: Caller,
  asked: CheckParameters,
  { names, queuedAt }: { names: string[]; queuedAt: number },
): Promise<{ ids: string[]; deleted: string[] }> {
  const query = `environmentIds=${asked.environmentId}&roles=${asked.roles.join(',')}&skip=0&take=1000`;
  const { Items } = await caller.octopus<{ Items: ListedMachine[] }>(`machines?${query}`);
  const candidates = Items.filter(({ Roles }) => asked.roles.every((role) => Roles.includes(role)));
  const [ids, deleted]: [string[], string[]] = [[], []];
  for (const { Id, Name } of candidates) {
    if (!names.some((name) => isAlike(name, Name.toLowerCase().trim()))) {
      await caller.octopus(`machines/${Id}`, 'DELETE');
      deleted.push(Name);
    } else if (!asked.excludeOld || !(await isOld(caller, Id, queuedAt))) ids.push(Id);
  }
  return { ids, deleted };
}

/** Either within the other. */
function isAlike(one: string, other: string): boolean {
  return one === other || other.includes(one) || one.includes(other);
}

async function isOld(caller: Caller, machineId: string, queuedAt: number): Promise<boolean> {
  const query = `regarding=${machineId}&includeSystem=true&eventCategories=Created`;
  const { Items } = await caller.octopus<{ Items: { Occurred: string }[] }>(`events?${query}`);
  const created = Items[0]?.Occurred;
  if (created === undefined) throw new StepFailed('Cannot convert null to type "System.DateTime".');
  return (queuedAt - Date.parse(created)) / 60_000 > LITERAL_OLD_MINUTES;
}
