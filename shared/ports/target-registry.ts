import type { Fleet, NamedFleet } from '../contracts/fleet.ts';
import type { DeploymentChoices } from '../contracts/fleet-project.ts';
import type { SetUp } from '../domain/advice.ts';
import type { SeenTarget } from '../domain/targets/seen-target.ts';

/** A project of a fleet, and how to tell which of its releases is wanted. */
export interface ResolvedProject {
  projectId: string;
  projectName: string;
  channelId?: string;
  /** `latest`, a pattern with `*`, or a version. */
  release: string;
  /** The newest release there is, whether it was ever deployed or not. */
  alwaysLatest?: true;
  /** What another environment has is wanted. */
  promoteFrom?: { environmentId: string; name: string };
  /** It is a runbook, whose published snapshot is its only release; `projectId` is its id. */
  isRunbook?: true;
  /** Deployed for this tenant only. */
  tenantId?: string;
  with?: DeploymentChoices;
}

/** A fleet's plain endpoints, by addresses that may be asked. */
export interface PlainEndpoints {
  /** The fleet's mark, which every request names: whose machines are meant. */
  owner: string;
  register: string;
  deregister: string;
  targets: string;
  health: string;
  /** Absent where nothing is to be deployed. */
  deploy?: string;
  status?: string;
  /** The name of the secret that requests are signed with, not the secret. */
  signWith: string;
  timeoutSeconds: number;
}

/** A fleet's names as the ids its registry wants: Octopus's, or none at all where it has plain endpoints. */
export interface ResolvedTargeting {
  /** In place of Octopus; then what else is named here, but for the projects, is empty. */
  endpoints?: PlainEndpoints;
  server: string;
  /** Who asks: what a server allows is shared by the fleets. */
  fleet?: string;
  spaceId: string;
  /** Empty where the machines are workers. */
  environmentId: string;
  /** The machines are workers of these pools; then they are no deployment targets. */
  workerPoolIds?: string[];
  /** Further environments that the targets are in. */
  alsoEnvironmentIds?: string[];
  /** Logs on to machines that are called by SSH. */
  accountId?: string;
  projects: ResolvedProject[];
  tenantIds: string[];
  machinePolicyId?: string;
}

/** A deployment target: what the domain decides by, and where it is. */
export interface Target extends SeenTarget {
  environmentIds: string[];
  isDisabled: boolean;
}

/** Where a machine is called. */
export interface CalledAddress {
  host: string;
  /** 0 where a registry is only told of the machine, and knows itself how to reach it. */
  port: number;
  /** A cloud region, which nobody calls: host and port are empty. */
  isRegion?: true;
  /** A listening Tentacle unless it says so. */
  ssh?: SshAccess;
}

export interface SshAccess {
  /** The only host key that will do. */
  fingerprint?: string;
  platform: string;
}

/** A machine to be registered. */
export interface NewTarget extends CalledAddress {
  /** Chosen so that registering twice finds the first one again. */
  name: string;
  roles: string[];
  /** That of the roles which makes it the fleet's own. */
  mark: string;
  tenantTags: string[];
  /** Which machine it is, for registries that know machines by more than an address. */
  machine: { vmId: string; name: string; computerName: string; resourceId: string };
}

/** A fleet, and the mark that its targets carry. */
export interface MarkedFleet extends NamedFleet {
  mark: string;
}

/** Something wrong with a fleet's settings. */
export interface Flaw {
  /** `webhooks.signWith.secret`. */
  path: string;
  message: string;
}

/**
 * Where machines are registered. Throws `ProblemError`; each call has a time-out and never retries by itself.
 * Facts: Octopus REST API, machines and discover.
 */
export interface TargetRegistry {
  /** What is wrong with what the fleet names, as far as it can be known without asking anybody; never throws for it. */
  flaws(fleet: Fleet): Promise<Flaw[]>;
  /**
   * Turns names into ids. Throws InvalidInput naming every name that was not found, Permanent for a wrong key or a secret
   * that is missing. Only for a fleet that has a registry.
   */
  resolve(fleet: MarkedFleet): Promise<ResolvedTargeting>;
  /** Every target of the environment that has any of the roles, or every worker of the pools; all pages or a throw. */
  list(scope: ResolvedTargeting, roles: string[]): Promise<Target[]>;
  /**
   * Asks the server to discover who answers at the address and registers it without an initial health check.
   * A target of that name that is already there with the same address is the answer, not an error.
   * One with another fleet's or installation's mark is a Conflict `targetOwnedByOther`.
   * Throws Transient `tentacleUnreachable` while nobody answers at host:port, Conflict `sshFingerprintOther` for another host key.
   */
  register(scope: ResolvedTargeting, target: NewTarget): Promise<Target>;
  /**
   * Asks the server who answers at the address, and lets the target stand for that machine: with another certificate, it
   * takes that. `undefined`: the target is no more. Throws Transient `tentacleUnreachable` while nobody answers.
   */
  refresh(scope: ResolvedTargeting, machineId: string, address: CalledAddress): Promise<Target | undefined>;
  /** Gives the target one more role; one that has it, or is not there, is left alone. */
  addRole(scope: ResolvedTargeting, machineId: string, role: string): Promise<void>;
  /** How the registry is set up around the fleet; what cannot be read is left out, and nothing of it throws. */
  setUp(scope: ResolvedTargeting): Promise<SetUp>;
  /** Removing what is not there is done already. */
  deregister(scope: ResolvedTargeting, machineId: string): Promise<'removed' | 'absent'>;
}
