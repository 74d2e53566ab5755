import type { World } from '../world.ts';
import { Caller, StepFailed } from './caller.ts';
import { checkProvisionStatus, type CheckParameters } from './check-provision-status.ts';
import { deployChildProject } from './deploy-child-project.ts';

/** How often Octopus looks whether a trigger is to fire. */
const TRIGGER_SECONDS = 30;

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
  readonly #known = new Set<string>();
  #isRunning = false;
  #finishedBefore: number | undefined;

  constructor(world: World, { scaleSet = 'web', roles = ['web-server'], excludeOld = false } = {}) {
    this.#world = world;
    this.caller = new Caller(world);
    const environmentId = world.outside.octopus.sim.list('environments')[0]?.Id ?? '';
    this.#parameters = {
      ...{ scaleSet, environmentId, roles, excludeOld },
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
    const run = { queuedAt: this.caller.now(), ...(finishedBefore === undefined ? {} : { finishedBefore }) };
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
      machineIds: ids,
      ignoreMismatch: false,
      cancelAfterSeconds: 1800,
    };
    await deployChildProject(this.caller, asked);
  }

  #machines() {
    const { roles } = this.#parameters;
    return this.#world.outside.octopus.sim
      .list('machines')
      .filter(({ Roles }) => roles.every((role) => Roles.includes(role)));
  }
}
