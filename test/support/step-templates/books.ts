import { certificateAt } from '../invariants.ts';
import type { InstanceTruth } from '../../../local/arm/sim/ground-truth.ts';
import { scaleSetId } from '../../../local/launcher/seed-outside.ts';
import { thumbprintOf } from '../../../local/launcher/machines-on.ts';
import { thumbprintsOf, type Vm } from '../witness.ts';
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
  /** Machines that had the release and were deployed to once more. */
  deployedToAgain: number;
  /** Lines of the log that hold what should be in none. */
  linesWithASecret: number;
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
  readonly #areDeployedTo: boolean;

  constructor(world: World, { sets, areDeployedTo }: { sets: string[]; areDeployedTo: boolean }) {
    this.#world = world;
    this.#sets = sets;
    this.#areDeployedTo = areDeployedTo;
    this.#began = world.clock.now();
    this.#callsBefore = callsTo(world);
  }

  /** `leaks`: lines of a log that hold what should be in none. */
  outcome(leaks: string[]): Outcome {
    const [running, listed] = [
      this.#certificates((vm) => vm.running && vm.listed),
      this.#certificates((vm) => vm.listed),
    ];
    const { azure, octopus } = callsTo(this.#world);
    const [first] = this.#deployments();
    return {
      withoutApplication: this.#withoutApplication(running),
      liveTargetsRemoved: this.#removed().filter((certificate) => running.has(certificate)).length,
      staleTargets: this.#targets().filter(({ Thumbprint }) => !listed.has(Thumbprint ?? '')).length,
      deployedToTheDying: this.#deployments().flatMap(({ dying }) => dying).length,
      deployedToAgain: this.#deployedToAgain(),
      linesWithASecret: leaks.length,
      firstDeployment: first && Math.round((first.at - this.#began) / 1000),
      azureCalls: azure - this.#callsBefore.azure,
      octopusCalls: octopus - this.#callsBefore.octopus,
    };
  }

  #withoutApplication(running: Set<string>): number {
    if (!this.#areDeployedTo) return 0;
    const reached = this.#reached();
    return [...running].filter((certificate) => !reached.has(certificate)).length;
  }

  /** There is one release, so whoever was deployed to twice got the same. */
  #deployedToAgain(): number {
    const before = new Set<string>();
    const again = new Set<string>();
    for (const { at, certificates } of this.#successes())
      for (const certificate of certificates) {
        if (before.has(certificate) && at > this.#began) again.add(certificate);
        before.add(certificate);
      }
    return again.size;
  }

  /** Of the machines that are so. */
  #certificates(are: (vm: InstanceTruth) => boolean): Set<string> {
    const { sim } = this.#world.outside.arm;
    const vms = this.#sets.flatMap((set) => sim.instances(scaleSetId(set))).filter(are);
    return new Set(vms.map(({ vmId, timesReimaged }) => thumbprintOf(vmId, timesReimaged)));
  }

  #targets() {
    const { sim } = this.#world.outside.octopus;
    return [...sim.list('machines'), ...sim.list('workers')];
  }

  /** Certificates of those whom a successful deployment reached. */
  #reached(): Set<string> {
    return new Set(this.#successes().flatMap(({ certificates }) => certificates));
  }

  /** Oldest first. */
  #successes(): { at: number; certificates: string[] }[] {
    const { sim } = this.#world.outside.octopus;
    const good = new Set(sim.list('tasks').flatMap(({ Id, State }) => (State === 'Success' ? Id : [])));
    const history = sim.history();
    return sim
      .list('deployments')
      .filter(({ TaskId }) => good.has(TaskId))
      .sort((one, other) => one.Created - other.Created)
      .map(({ DeployedToMachineIds, Created: at }) => ({
        at,
        certificates: DeployedToMachineIds.map((id) => certificateAt(history, id, at)),
      }));
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
    const vms = this.#world.witness.vms().flatMap((vm) => thumbprintsOf(vm).map((one) => [one, vm] as const));
    const behind = new Map(vms);
    return sim
      .list('deployments')
      .filter(({ Created }) => Created > this.#began)
      .map(({ Created: at, SpecificMachineIds }) => {
        const certificates = SpecificMachineIds.map((id) => certificateAt(history, id, at));
        return { at, dying: certificates.filter((one) => isDying(behind.get(one), at)) };
      });
  }
}

function isDying(vm: Vm | undefined, at: number): boolean {
  const { deletingAt = null, goneAt = null } = vm?.record ?? {};
  return vm === undefined || (deletingAt !== null && deletingAt <= at) || (goneAt !== null && goneAt <= at);
}

function callsTo({ outside }: World): { azure: number; octopus: number } {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, each) => all + each, 0);
  return { azure: sum(outside.arm.calls()), octopus: sum(outside.octopus.calls()) };
}
