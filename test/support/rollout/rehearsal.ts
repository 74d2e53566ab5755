import { expect } from '@jest/globals';
import type { FaultEffect } from '../../../local/arm/faults/fault.ts';
import { Rollouts, type RolloutAnswer } from '../rollouts.ts';
import { withTimelines } from '../scenario.ts';
import { World, type WorldSettings } from '../world.ts';
import { AzureBooks, type Books } from './azure-books.ts';

/** A rollout of the demo fleet to which something happens, and the books of Azure before it. */
export class Rehearsal {
  readonly world: World;
  readonly rollouts: Rollouts;
  readonly azure: AzureBooks;
  before: Books | undefined;

  constructor(world: World) {
    this.world = world;
    this.rollouts = new Rollouts(world);
    this.azure = new AzureBooks(world.outside.arm.url);
  }

  /** The nth of these operations, as the call counters and the simulator call them, goes wrong so. */
  fault(operation: string, effect: FaultEffect, nth = 1): void {
    this.world.outside.arm.sim.addFault({ match: { operation }, nth, effect });
  }

  /** All of them, on the machines that the rollout makes. */
  faults(operation: string, effect: FaultEffect): void {
    const match = { operation, resource: 'web__1' };
    this.world.outside.arm.sim.addFault({ match, times: null, effect });
  }

  /** As kill -9, and started again a minute later. */
  async isKilled(): Promise<void> {
    this.world.killApp();
    await this.world.clock.advance(60_000);
    await this.world.startApp();
    await this.#findsConnectionsBroken();
  }

  /** All durable histories; the app's own store is still there. */
  async losesItsHistories(): Promise<void> {
    await this.world.losesItsTaskHub();
    await this.#findsConnectionsBroken();
  }

  /** Those to the dead are found broken by whoever asks first. */
  async #findsConnectionsBroken(): Promise<void> {
    await this.world.api.fleets().catch(() => undefined);
  }

  /** Somebody else writes a scale set: that is theirs, and must still be so when all else is as it was. */
  async othersChange(scaleSet: string, change: Record<string, unknown>): Promise<void> {
    await this.azure.changeSet(scaleSet, change);
    const set = this.before?.scaleSets[scaleSet] as Record<string, object>;
    for (const [name, part] of Object.entries(change)) set[name] = { ...set[name], ...(part as object) };
  }

  /** One of those that the rollout made. */
  failNewMachine(): void {
    const { sim } = this.world.outside.arm;
    const machine = sim.instances().find(({ scaleSet, listed }) => listed && scaleSet.includes('__'));
    if (!machine) throw new Error('there is no new machine');
    sim.failInstance({ scaleSet: machine.scaleSet, instance: machine.id });
  }

  /** `prepares`, once the fleet is there, may answer what is known of the policy only then. */
  async begins(policy: object, prepares?: (it: Rehearsal) => Promise<object | void>): Promise<void> {
    await this.rollouts.theDemoFleet({ octopus: false, settlesIn: 2 });
    const more = await prepares?.(this);
    this.before = await this.azure.read();
    await this.rollouts.begins({ ...policy, ...more });
  }

  /** Until a line of its timeline says so. */
  async tells(message: RegExp, { within = 60 } = {}): Promise<void> {
    for (let step = 0; step < within * 6; step++) {
      const timeline = await this.rollouts.timeline();
      if (timeline.some((entry) => message.test(entry.message))) return;
      await this.world.clock.advance(10_000);
    }
    throw new Error(`nothing says ${message.source} within ${within} minutes`);
  }

  /** The fewest machines that were in the production pool at any look until it was over. */
  async fewestInProduction(): Promise<number> {
    let fewest = Infinity;
    for (let look = 0; look < 240; look++) {
      const { 'web-lb/production': members = {} } = await this.azure.readPools();
      fewest = Math.min(
        fewest,
        Object.values(members).reduce((sum, count) => sum + count, 0),
      );
      if ((await this.rollouts.read()).ended) return fewest;
      await this.world.clock.advance(20_000);
    }
    throw new Error('it is not over');
  }

  async endsAsItBegan(): Promise<RolloutAnswer> {
    const over = await this.rollouts.isOver();
    expect(over.state).toBe('rolledBack');
    // What autoscale or Azure would still do to it shows by then.
    await this.world.clock.advance(300_000);
    expect(await this.azure.read()).toEqual(this.before);
    return over;
  }
}

/** In a world of its own; when it fails, its timeline is shown. */
export async function rehearse(
  play: (rehearsal: Rehearsal) => Promise<void>,
  settings?: WorldSettings,
): Promise<void> {
  const world = await World.start(settings);
  try {
    await play(new Rehearsal(world));
  } catch (error) {
    throw await withTimelines(error as Error, world);
  } finally {
    await world.stop();
  }
}
