import { expect } from '@jest/globals';
import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import type { RolloutCommand, RolloutState } from '../../shared/contracts/rollout/record.ts';
import type { rolloutView } from '../../shared/view/rollout-view.ts';
import type { Answer } from './api.ts';
import { fleetBody, type FleetStory } from './fleet-story.ts';
import { ownedTargets } from './ground-truth.ts';
import type { World } from './world.ts';

export type RolloutAnswer = ReturnType<typeof rolloutView>;

/** The demo’s image, in two versions: 1.0.0 is in use. */
export function imageVersion(version: string): string {
  const gallery = '/resourceGroups/rg-demo/providers/Microsoft.Compute/galleries/demo';
  return `${scaleSetId('web').split('/resourceGroups')[0]}${gallery}/images/web/versions/${version}`;
}

const ENDS: RolloutState[] = ['succeeded', 'rolledBack', 'blocked'];

/** Phrases about rollouts, over the API and the simulated Azure’s own books. */
export class Rollouts {
  readonly #world: World;
  /** The last one that was started. */
  id = '';

  constructor(world: World) {
    this.#world = world;
  }

  /** The demo’s scale sets, image versions, autoscale setting and load balancer, with `web` as a fleet. */
  async theDemoFleet(story: FleetStory & { rollouts?: object; octopus?: false } = {}): Promise<void> {
    seedDemo(this.#world.outside.arm.sim);
    const { rollouts } = story;
    const { octopus, ...rest } = fleetBody('web', story);
    const body = {
      ...rest,
      ...(story.octopus === false ? {} : { octopus }),
      ...(rollouts ? { rollouts } : {}),
    };
    const { status, body: answer } = await this.#world.api.send('PUT', '/api/fleets/web', body);
    expect({ status, answer }).toMatchObject({ status: 201 });
    await this.#world.clock.advance((story.settlesIn ?? 4) * 60_000);
    this.#world.beginStory();
  }

  policy(policy: object): object {
    return { fleet: 'web', image: { version: imageVersion('1.1.0') }, ...policy };
  }

  /** A mistake of ours: once, looking at machines throws what is no problem that anybody expects. */
  aTurnIsMistakenOnce(): void {
    const { deps } = this.#world.inside;
    const { rollouts } = deps;
    let isMistaken = true;
    deps.rollouts = {
      of: (fleet, saved) => {
        const provider = rollouts.of(fleet, saved);
        const readiness: typeof provider.readiness = (unit) => {
          if (!isMistaken) return provider.readiness(unit);
          isMistaken = false;
          throw new TypeError('nothing is not iterable, api-key=hunter2');
        };
        return { ...provider, readiness };
      },
    };
  }

  image(version: string): string {
    return imageVersion(version);
  }

  /** `whole`: the body as it stands, not a policy of the demo’s with this in it. */
  plan(policy: object, { whole = false } = {}): Promise<Answer> {
    return this.send('POST', '/api/rollouts/plan', whole ? policy : this.policy(policy));
  }

  send(method: string, path: string, body?: object): Promise<Answer> {
    return this.#world.api.send(method, path, body);
  }

  /** Newest first. */
  async list(fleet = 'web'): Promise<{ id: string; state: RolloutState }[]> {
    const { body } = await this.send('GET', `/api/rollouts?fleet=${fleet}`);
    return (body as { items: { id: string; state: RolloutState }[] }).items;
  }

  start(policy: object): Promise<Answer> {
    return this.#world.api.send('POST', '/api/rollouts', this.policy(policy));
  }

  async begins(policy: object): Promise<void> {
    const { status, body } = await this.start(policy);
    expect({ status, body }).toMatchObject({ status: 202 });
    this.id = (body as { id: string }).id;
  }

  command(command: RolloutCommand, body: object = {}): Promise<Answer> {
    return this.#world.api.send('POST', `/api/rollouts/${this.id}/${command}`, body);
  }

  async isTold(command: RolloutCommand, body: object = {}): Promise<void> {
    const answer = await this.command(command, body);
    expect(answer).toMatchObject({ status: 202 });
  }

  async read(): Promise<RolloutAnswer> {
    const { status, body } = await this.#world.api.send('GET', `/api/rollouts/${this.id}`);
    if (status !== 200) throw new Error(`the rollout answered ${status}: ${JSON.stringify(body)}`);
    return body as RolloutAnswer;
  }

  async state(): Promise<RolloutState> {
    return (await this.read()).state;
  }

  /** Lets time pass until it is in one of these states; so many minutes at most. */
  async becomes(states: RolloutState | RolloutState[], { within = 120 } = {}): Promise<RolloutAnswer> {
    const wanted = [states].flat();
    for (let half = 0; half < within * 2; half++) {
      const rollout = await this.read();
      if (wanted.includes(rollout.state)) return rollout;
      if (ENDS.includes(rollout.state) && rollout.ended)
        throw new Error(`it is ${rollout.state}: ${rollout.failure?.reason ?? rollout.ended.reason}`);
      await this.#world.clock.advance(30_000);
      this.#world.witness.observe();
    }
    throw new Error(`it is still ${await this.state()} after ${within} minutes`);
  }

  /** Until nothing is left to be cleared up. */
  async isOver({ within = 180 } = {}): Promise<RolloutAnswer> {
    for (let half = 0; half < within * 2; half++) {
      const rollout = await this.read();
      if (rollout.ended) return rollout;
      await this.#world.clock.advance(30_000);
      this.#world.witness.observe();
    }
    throw new Error(`it is not over after ${within} minutes: ${await this.state()}`);
  }

  /** Oldest first. */
  async timeline(): Promise<TimelineEntry[]> {
    const { body } = await this.#world.api.send('GET', `/api/rollouts/${this.id}/timeline?take=500`);
    return (body as { items: TimelineEntry[] }).items.reverse();
  }

  /** The scale set of each machine that has a target of the fleet’s, as Octopus and the ledger agree. */
  async registered(fleet = 'web'): Promise<string[]> {
    const owned = ownedTargets(this.#world, fleet).map(({ Id }) => Id);
    const rows = await this.#world.api.instances(fleet);
    const behind = rows.filter(({ target }) => target && owned.includes(target.machineId));
    expect(behind).toHaveLength(owned.length);
    return behind.map(({ resourceId }) => resourceId.split('/')[8] ?? '').sort();
  }

  /** Capacities of the scale sets in the demo’s group, by name, as Azure has them. */
  capacities(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { scaleSet, listed } of this.#world.outside.arm.sim.instances()) {
      if (!listed) continue;
      const name = scaleSet.split('/').at(-1) ?? '';
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }
}
