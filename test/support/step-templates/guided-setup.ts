import type { World } from '../world.ts';
import { Caller, StepFailed } from './caller.ts';
import { checkProvisionStatus, type CheckParameters } from './check-provision-status.ts';
import { deployChildProject } from './deploy-child-project.ts';

/** How often Octopus looks whether a trigger is to fire. */
const TRIGGER_SECONDS = 30;

/** Where the guide leaves a choice, and what else is so at that place. */
export interface Setup {
  /** Machines that were there before are left out of what is put out. */
  excludeOld?: boolean;
  /** All machines are deployed to, each under the condition that its id is in the text that was put out. */
  byRunCondition?: boolean;
  /** A runbook in place of a project. */
  asRunbook?: boolean;
  /** The node that queues runs is behind the one that ends them. */
  slowNode?: { minutes: number };
}

/**
 * The set-up of the guide: a trigger runs a project when machines appear, not while one of its runs is under way; its first
 * step is the check, its second deploys the child project to whom the check put out.
 */
export class GuidedSetup {
  readonly caller: Caller;
  /** Names of targets, as they were deleted. */
  readonly deleted: string[] = [];
  failures = 0;
  runs = 0;
  readonly #world: World;
  readonly #parameters: CheckParameters;
  readonly #setup: Setup;
  readonly #known = new Set<string>();
  #isRunning = false;
  #finishedBefore: number | undefined;

  constructor(world: World, { scaleSet, roles, ...setup }: { scaleSet: string; roles: string[] } & Setup) {
    this.#world = world;
    this.#setup = setup;
    this.caller = new Caller(world);
    const environmentId = world.outside.octopus.sim.list('environments')[0]?.Id ?? '';
    this.#parameters = {
      ...{ scaleSet, environmentId, roles, excludeOld: setup.excludeOld ?? false },
      ...{ timeoutMinutes: 30, onTimeout: 'Proceed', duplicateMinutes: 3 },
    };
    this.#watch();
  }

  #watch(): void {
    this.#world.clock.at(this.#world.clock.now() + TRIGGER_SECONDS * 1000, () => {
      this.#watch();
      if (this.#isRunning) return;
      const added = this.#machines().filter(({ Id }) => !this.#known.has(Id));
      for (const { Id } of added) this.#known.add(Id);
      if (added.length > 0) void this.runNow();
    });
  }

  /** As somebody, a schedule or the trigger runs the project. */
  async runNow(): Promise<void> {
    this.#isRunning = true;
    this.runs += 1;
    const finishedBefore = this.#finishedBefore;
    const { slowNode: { minutes } = { minutes: 0 } } = this.#setup;
    const queuedAt = this.caller.now() - minutes * 60_000;
    const run = { queuedAt, ...(finishedBefore === undefined ? {} : { finishedBefore }) };
    try {
      await this.#steps(run);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      this.failures += 1;
    } finally {
      this.#finishedBefore = this.caller.now();
      this.#isRunning = false;
    }
  }

  /** The check asks for the ends of its own runs by an id that a runbook has not, and gets those of all runbooks. */
  anotherRunbookEnds(): void {
    if (this.#setup.asRunbook) this.#finishedBefore = this.caller.now();
  }

  async #steps(run: Parameters<typeof checkProvisionStatus>[2]): Promise<void> {
    const { hasServersToDeployTo, ids, deleted } = await checkProvisionStatus(
      this.caller,
      this.#parameters,
      run,
    );
    this.deleted.push(...deleted);
    if (!hasServersToDeployTo) return;
    const projectId = this.#world.outside.octopus.sim.list('projects')[0]?.Id ?? '';
    const { environmentId } = this.#parameters;
    const asked = {
      projectId,
      environmentId,
      machineIds: this.#setup.byRunCondition ? this.#thoseIn(ids.join(',')) : ids,
      ignoreMismatch: false,
      cancelAfterSeconds: 1800,
    };
    await deployChildProject(this.caller, asked);
  }

  /** Whose id is somewhere in the text: Machines-1 is in Machines-12. */
  #thoseIn(text: string): string[] {
    return this.#machines().flatMap(({ Id }) => (text.includes(Id) ? Id : []));
  }

  #machines() {
    const { roles } = this.#parameters;
    return this.#world.outside.octopus.sim
      .list('machines')
      .filter(({ Roles }) => roles.every((role) => Roles.includes(role)));
  }
}
