import { certificateAt } from '../invariants.ts';
import { scaleSetId } from '../../../local/launcher/seed-outside.ts';
import { thumbprintOf } from '../../../local/launcher/machines-on.ts';
import type { World } from '../world.ts';

/** What came of a story, by the books of the two simulators. */
export interface Outcome {
  /** Machines that run and never got the release. */
  withoutApplication: number;
  /** Targets that were removed although their machine runs. */
  liveTargetsRemoved: number;
  /** Targets that stand for no machine any more. */
  staleTargets: number;
  /** How often a machine was named in a deployment that was not ready then. */
  deployedToTheDying: number;
  failedDeployments: number;
  /** From the beginning of the story to the first deployment, in seconds. */
  firstDeployment: number | undefined;
  azureCalls: number;
  octopusCalls: number;
}

/** Counted from when it is made. */
export class Books {
  readonly #world: World;
  readonly #began: number;
  readonly #callsBefore: { azure: number; octopus: number };
  readonly #sets: string[];

  constructor(world: World, sets: string[]) {
    this.#world = world;
    this.#sets = sets;
    this.#began = world.clock.now();
    this.#callsBefore = callsTo(world);
  }

  outcome(): Outcome {
    const { azure, octopus } = callsTo(this.#world);
    const [first] = this.#deployments();
    return {
      withoutApplication: this.#running().filter((certificate) => !this.#reached().has(certificate)).length,
      liveTargetsRemoved: this.#removed().filter((certificate) => this.#running().includes(certificate))
        .length,
      staleTargets: this.#targets().filter(({ Thumbprint }) => !this.#listed().includes(Thumbprint ?? ''))
        .length,
      deployedToTheDying: this.#deployments().flatMap(({ dying }) => dying).length,
      failedDeployments: this.#deployments().filter(({ state }) => state === 'Failed').length,
      firstDeployment: first && Math.round((first.at - this.#began) / 1000),
      azureCalls: azure - this.#callsBefore.azure,
      octopusCalls: octopus - this.#callsBefore.octopus,
    };
  }

  #vms() {
    return this.#sets.flatMap((set) => this.#world.outside.arm.sim.instances(scaleSetId(set)));
  }

  #listed(): string[] {
    return this.#vms()
      .filter(({ listed }) => listed)
      .map(({ vmId, timesReimaged }) => thumbprintOf(vmId, timesReimaged));
  }

  #running(): string[] {
    return this.#vms()
      .filter(({ running, listed }) => running && listed)
      .map(({ vmId, timesReimaged }) => thumbprintOf(vmId, timesReimaged));
  }

  #targets() {
    return this.#world.outside.octopus.sim.list('machines');
  }

  /** Certificates of those whom a successful deployment reached. */
  #reached(): Set<string> {
    const { sim } = this.#world.outside.octopus;
    const good = new Set(sim.list('tasks').flatMap(({ Id, State }) => (State === 'Success' ? Id : [])));
    const history = sim.history();
    return new Set(
      sim
        .list('deployments')
        .filter(({ TaskId }) => good.has(TaskId))
        .flatMap(({ DeployedToMachineIds, Created }) =>
          DeployedToMachineIds.map((id) => certificateAt(history, id, Created)),
        ),
    );
  }

  #removed(): string[] {
    const history = this.#world.outside.octopus.sim.history();
    return history
      .filter(({ what, by, at }) => what === 'Deleted' && by === 'api' && at >= this.#began)
      .map(({ facts, at }) => certificateAt(history, String(facts['machineId']), at));
  }

  /** Those that were asked for since, with whom of the named machines was not ready. */
  #deployments() {
    const { sim } = this.#world.outside.octopus;
    const history = sim.history();
    const tasks = new Map(sim.list('tasks').map(({ Id, State }) => [Id, State]));
    return sim
      .list('deployments')
      .filter(({ Created }) => Created > this.#began)
      .map(({ Created: at, TaskId, SpecificMachineIds }) => {
        const certificates = SpecificMachineIds.map((id) => certificateAt(history, id, at));
        return { at, state: tasks.get(TaskId), dying: certificates.filter((one) => this.#isDying(one, at)) };
      });
  }

  #isDying(certificate: string, at: number): boolean {
    const vm = this.#world.witness.behind(certificate);
    const { deletingAt = null, goneAt = null } = vm?.record ?? {};
    return vm === undefined || (deletingAt !== null && deletingAt <= at) || (goneAt !== null && goneAt <= at);
  }
}

function callsTo({ outside }: World): { azure: number; octopus: number } {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, each) => all + each, 0);
  return { azure: sum(outside.arm.calls()), octopus: sum(outside.octopus.calls()) };
}
