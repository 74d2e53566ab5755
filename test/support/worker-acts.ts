import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { markOf } from './ground-truth.ts';
import { registersItself } from './self-registration.ts';
import type { World } from './world.ts';

/** What happens to workers. */
export class WorkerActs {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Each VM of the fleet's scale set registers itself under the fleet's mark, as a polling Tentacle. */
  registerThemselves(fleet: string, workerPools: string[]): void {
    this.#world.witness.observe();
    const key = scaleSetId(fleet).toLowerCase();
    for (const vm of this.#world.witness.vms().filter(({ record }) => record.scaleSet === key))
      registersItself(this.#world, vm, { workerPools, name: `${vm.record.computerName} [${markOf(fleet)}]` });
  }

  /** Some machine, of no scale set. */
  oneIsAdded(name: string, workerPools: string[]): void {
    const record = { provisionedAt: this.#world.clock.now() - 5000, applied: [] };
    registersItself(this.#world, { vmId: `nobody-${name}`, record }, { workerPools, name });
  }

  theFirstIsRenamed(name: string): void {
    const { sim } = this.#world.outside.octopus;
    sim.change('workers', sim.list('workers')[0]?.Id ?? '', { Name: name });
  }
}
