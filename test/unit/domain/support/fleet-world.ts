import type { LedgerRow, OrphanRow } from '../../../../shared/contracts/ledger.ts';
import type { Linked, LinkInput } from '../../../../shared/domain/targets/link-targets.ts';
import type { SeenTarget } from '../../../../shared/domain/targets/seen-target.ts';
import type { SeenDeployment, WantedRelease } from '../../../../shared/domain/deployments/seen-deployment.ts';
import type { PrunePlan } from '../../../../shared/domain/plan-pruning.ts';
import type { SeenInstance, Sighting } from '../../../../shared/domain/take-look.ts';
import { after, MARK } from './builders.ts';
import { MACHINES, type Story } from './fleet-story.ts';

/** A deployment in the model's Octopus. */
export interface MadeDeployment extends SeenDeployment {
  projectId: string;
  /** The instances it was made for; empty when others made it. */
  vmIds: string[];
}

/** One decision, with all that it was based on; what the properties are checked against. */
export type Entry =
  | { kind: 'look'; sighting: Sighting; there: string[]; before: LedgerRow[]; rows: LedgerRow[] }
  | { kind: 'sync'; input: LinkInput; linked: Linked }
  | { kind: 'prune'; approvedRemovals: number; rows: LedgerRow[]; orphans: OrphanRow[]; plan: PrunePlan }
  | ({
      kind: 'deploy';
      at: string;
      project: number;
      wanted: WantedRelease[];
      made: MadeDeployment[];
    } & Planned);

export interface Planned {
  absorbed: LedgerRow[];
  due: LedgerRow[];
  /** What planning at once again would ask for. */
  dueAgain: LedgerRow[];
  openVmIds: Set<string>;
}

/** How the machines are called; decisions must not depend on it (rule 3). */
export interface Naming {
  hostNames: string[];
  label: (machine: number) => string;
  /** In which order Azure and the ledger list things. */
  order: <T>(list: T[]) => T[];
}

export interface World {
  story: Story;
  naming: Naming;
  step: number;
  seconds: number;
  present: Set<number>;
  rows: LedgerRow[];
  orphans: OrphanRow[];
  targets: SeenTarget[];
  deployments: MadeDeployment[];
  /** Ids of our own deployments that are still followed. */
  open: Set<string>;
  wanted: WantedRelease[];
  sighting: Sighting | undefined;
  log: Entry[];
}

/** Host names are shared: two machines have each of the first two, and two have none yet. */
export const PLAIN: Naming = {
  hostNames: ['web000001', 'web000002', ''],
  label: (machine) => `web_${machine}`,
  order: (list) => list,
};

export const OWNER_ROLE = MARK;

export function newWorld(story: Story, naming: Naming): World {
  return {
    ...{ story, naming, step: 0, seconds: 0 },
    ...{ rows: [], orphans: [], targets: [], deployments: [], log: [] },
    present: new Set(),
    open: new Set(),
    wanted: [0, 1].map((project) => releaseOf(project, 1)),
    sighting: undefined,
  };
}

export function releaseOf(project: number, number: number): WantedRelease {
  return {
    projectId: `Projects-${project}`,
    releaseId: `Releases-${project}-${number}`,
    version: `${number}.0`,
  };
}

/** The orchestration's time of this step; no two things happen at the same moment, though a story's clock may stand still. */
export function nowIn({ seconds, step }: World): string {
  return after(seconds + step / 1000);
}

export function vmIdOfMachine(machine: number): string {
  return `${machine}0c0ffee-0000-4000-8000-00000000000${machine}`;
}

export function machineIn(world: World, machine: number, provisioningState: string): SeenInstance {
  const { label } = world.naming;
  return {
    vmId: vmIdOfMachine(machine),
    resourceId: `/virtualMachines/${label(machine)}`,
    instanceId: label(machine),
    name: label(machine),
    computerName: hostNameOf(world, machine),
    provisioningState,
  };
}

export function hostNameOf({ naming }: World, machine: number): string {
  return naming.hostNames[machine % (MACHINES / 2)] ?? '';
}

/** The certificate that the machine’s Tentacle made for itself. */
export function thumbprintOf(machine: number): string {
  return `THUMB-${machine}`;
}

export function machineOfVmId(vmId: string): number {
  return Number(vmId[0]);
}

/** The one of the list that a step means, whatever its length. */
export function chosen<T>(list: T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)];
}

/** The target that a step means, in whichever order they came to be. */
export function targetOf({ targets }: World, which: number): SeenTarget | undefined {
  return chosen(
    [...targets].sort((a, b) => (a.machineId < b.machineId ? -1 : 1)),
    which,
  );
}
