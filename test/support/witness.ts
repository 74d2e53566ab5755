import type { InstanceRecord } from '../../local/arm/records.ts';
import { isListed, timesReimaged } from '../../local/arm/rules/instance-state.ts';
import type { Arm } from '../../local/arm/start-arm.ts';
import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import type { ScaleSets } from '../../shared/ports/scale-sets.ts';

/** A VM as the simulated Azure keeps it, with all the times of its life; `name` is what ARM lists it under. */
export interface Vm {
  name: string;
  vmId: string;
  record: InstanceRecord;
}

/** What was true at the moment when Azure listed the instances of a scale set, whatever it answered. By vmId. */
interface Sight {
  /** Resource id in lower case. */
  scaleSet: string;
  at: number;
  there: Set<string>;
  ready: Set<string>;
}

/**
 * Remembers what only Azure knows: every VM there ever was, when its lists were read, and what was refused. Nothing of
 * it is told to the app.
 */
export class Witness {
  readonly looks: Sight[] = [];
  /** Codes of the problems that reading Azure ran into. */
  readonly refusals: string[] = [];
  readonly #vms = new Map<string, Vm>();
  readonly #sim: Arm['sim'];
  readonly #now: () => number;

  constructor(sim: Arm['sim'], now: () => number) {
    this.#sim = sim;
    this.#now = now;
  }

  /** Call it before every change: the simulator forgets VMs that are gone when a scale set is resized. */
  observe(): void {
    for (const { collection, record } of this.#sim.snapshot()) {
      if (collection !== 'instances') continue;
      const vm = record as InstanceRecord;
      const scaleSet = vm.scaleSet.split('/').at(-1) ?? '';
      const name = /^\d+$/.test(vm.id) ? `${scaleSet}_${vm.id}` : vm.id;
      this.#vms.set(vm.vmId, { name, vmId: vm.vmId, record: vm });
    }
  }

  vms(): Vm[] {
    this.observe();
    return [...this.#vms.values()];
  }

  /** The VM whose Tentacle has this certificate, or had it before it was reimaged. */
  behind(thumbprint: string | null | undefined): Vm | undefined {
    return this.vms().find((vm) => thumbprintsOf(vm).includes(thumbprint ?? ''));
  }

  /** The certificate that the VM's Tentacle has now. */
  certificateOf({ vmId, record }: Vm): string {
    return thumbprintOf(vmId, timesReimaged(record, this.#now()));
  }

  /** The same port; each call is noted. */
  over(port: ScaleSets): ScaleSets {
    const noted = async <T>(call: Promise<T>): Promise<T> => {
      try {
        return await call;
      } catch (error) {
        this.refusals.push(String((error as { problem?: { code?: string } }).problem?.code ?? error));
        throw error;
      }
    };
    return {
      read: async (id) => {
        const sight = this.#sight(id);
        const answer = await noted(port.read(id));
        // Without its scale set no instance is there: that is a look as well.
        if (!answer.scaleSet) this.looks.push(sight);
        return answer;
      },
      hasInstance: (id, instance) => noted(port.hasInstance(id, instance)),
      addresses: (id, wanted) => noted(port.addresses(id, wanted)),
      listInstances: async (id) => {
        const sight = this.#sight(id);
        const listed = await noted(port.listInstances(id));
        this.looks.push(sight);
        return listed;
      },
    };
  }

  /** The looks at this VM's scale set, up to a time. */
  looksFor({ record }: Vm, time: number): Sight[] {
    return this.looks.filter(({ scaleSet, at }) => scaleSet === record.scaleSet && at <= time);
  }

  #sight(id: string): Sight {
    const there = this.#sim.instances(id).filter(({ listed }) => listed);
    const ready = there.filter(({ provisioningState }) => provisioningState === 'Succeeded');
    const ids = (vms: { vmId: string }[]) => new Set(vms.map(({ vmId }) => vmId));
    return { scaleSet: id.toLowerCase(), at: this.#now(), there: ids(there), ready: ids(ready) };
  }
}

/** All that its Tentacle ever had; with each reimage comes another. */
export function thumbprintsOf({ vmId, record }: Vm): string[] {
  return Array.from({ length: timesReimaged(record, Infinity) + 1 }, (_, times) => thumbprintOf(vmId, times));
}

/** Listed by Azure at that time. */
export function isThereAt({ record }: Pick<Vm, 'record'>, time: number): boolean {
  return record.createdAt <= time && isListed(record, time);
}
