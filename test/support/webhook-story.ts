import { expect, test } from '@jest/globals';
import { openReceiver, webhooksAt } from '../../local/launcher/open-receiver.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { LOCAL_WEBHOOK_SECRET } from '../../local/launcher/start-world.ts';
import type {
  WebhookReceiver,
  WebhookReceiverOptions,
} from '../../local/webhook-receiver/start-webhook-receiver.ts';
import { Given } from './given.ts';
import { markOf, readyVms } from './ground-truth.ts';
import { brokenRules } from './invariants.ts';
import { withTimelines } from './scenario.ts';
import { Then } from './then.ts';
import { When } from './when.ts';
import { World, type WorldSettings } from './world.ts';

export interface WebhookStory {
  given: Given;
  when: When;
  then: Then;
  world: World;
  receiver: WebhookReceiver;
  hooks: Hooks;
}

/** A world whose fleets are registered at the example receiver, which wants 1.0.0 on their machines. */
export async function openWebhookStory(
  settings: WorldSettings = {},
  ofReceiver: Partial<WebhookReceiverOptions> = {},
): Promise<WebhookStory & { close(): Promise<void> }> {
  const world = await World.start(settings);
  const { sim } = world.outside.arm;
  const receiver = await openReceiver({ sim, clock: world.clock }, ofReceiver);
  world.clock.join(receiver);
  receiver.sim.setRelease('1.0.0');
  const hooks = new Hooks(world, receiver);
  const close = async () => {
    await world.stop();
    await receiver.stop();
  };
  const acts = { given: new Given(world), when: new When(world), then: new Then(world) };
  return { ...acts, world, receiver, hooks, close };
}

/** A test that tells a story; after it the rules that must never break are checked by the receiver's own books. */
export function webhookScenario(
  name: string,
  tell: (story: WebhookStory) => Promise<void>,
  ...settings: Parameters<typeof openWebhookStory>
): void {
  test(name, async () => {
    const story = await openWebhookStory(...settings);
    try {
      await tell(story);
      expect(await story.hooks.brokenRules()).toEqual([]);
    } catch (error) {
      throw await withTimelines(error as Error, story.world);
    } finally {
      await story.close();
    }
  });
}

interface HookedFleet {
  instances?: number;
  /** In place of what `webhooksAt` says. */
  webhooks?: object;
  policies?: object;
  settlesIn?: number;
}

/** What is said and true of fleets whose registry is the receiver. */
export class Hooks {
  readonly #world: World;
  readonly #receiver: WebhookReceiver;
  /** Whom a person's or Azure's doing entitles to a release once more, by vmId. */
  readonly #anew: string[] = [];

  constructor(world: World, receiver: WebhookReceiver) {
    this.#world = world;
    this.#receiver = receiver;
  }

  /** Its first instances are registered and carry their release when the story begins. */
  async aFleet(name = 'web', { instances = 2, settlesIn = 4, ...more }: HookedFleet = {}): Promise<void> {
    new Given(this.#world).aScaleSet(name, { instances });
    expect(await this.isPut(name, more)).toMatchObject({ status: 201 });
    await this.#world.clock.advance(settlesIn * 60_000);
    this.#world.beginStory();
  }

  isPut(name: string, { webhooks = {}, policies = {} }: HookedFleet = {}) {
    const section = { ...webhooksAt(this.#receiver.url), timeout: 'PT1S', ...webhooks };
    const body = { scaleSet: scaleSetId(name), webhooks: section, ...policies };
    return this.#world.api.send('PUT', `/api/fleets/${name}`, body);
  }

  /** The machine by this name gets its release again, and rightly so. */
  mayHaveItAgain(instance: string): void {
    const vm = readyVms(this.#world, 'web').find(({ name }) => name === instance);
    if (vm) this.#anew.push(vm.vmId);
  }

  /** Names of the VMs that each deployment since the story began reached, with the release. */
  deployed(): string[] {
    const names = this.#names();
    return this.#receiver.sim
      .state()
      .history.filter(({ what, at }) => what === 'deployed' && at >= this.#world.storyBegan)
      .map(
        ({ release, vmIds }) =>
          `${release} to ${vmIds
            .map((id) => names.get(id) ?? id)
            .sort()
            .join(', ')}`,
      );
  }

  /** Names of the VMs behind the fleet's targets. */
  targets(fleet = 'web'): string[] {
    const names = this.#names();
    const own = this.#receiver.sim.state().targets.filter(({ owner }) => owner === markOf(fleet));
    return own.map(({ vmId }) => names.get(vmId) ?? vmId).sort();
  }

  targetOf(instance: string): string {
    const vm = this.#world.witness.vms().find(({ name }) => name === instance);
    return this.#receiver.sim.state().targets.find(({ vmId }) => vmId === vm?.vmId)?.id ?? '';
  }

  /** Each ready VM has one target, and the ledger and the receiver agree that it carries the release. */
  async everyReadyInstanceCarries(version: string, { fleet = 'web', count = 0 } = {}): Promise<void> {
    const ready = readyVms(this.#world, fleet).map(({ name }) => name);
    expect(ready).toHaveLength(count);
    expect(this.targets(fleet)).toEqual([...ready].sort());
    const rows = await this.#world.api.instances(fleet);
    const carrying = rows.filter(({ releases }) =>
      releases.some((each) => each.version === version && each.state === 'deployed'),
    );
    expect(carrying.map(({ name }) => name).sort()).toEqual([...ready].sort());
  }

  /** How often each of these was done since the very beginning. */
  howOften(what: 'registered' | 'deregistered' | 'deployed'): number {
    return this.#receiver.sim.state().history.filter((each) => each.what === what).length;
  }

  async brokenRules(): Promise<string[]> {
    const fleets = (await this.#world.api.fleets()).map(({ name }) => name);
    return [
      ...this.#repeated(),
      ...this.#unnamed(),
      ...this.#removedAlive(),
      ...(await this.#leaks(fleets)),
      ...(await brokenRules(this.#world, fleets)),
    ];
  }

  /** Rule 6, by the receiver's own books: no machine got a release twice in a row, unless it had lost it. */
  #repeated(): string[] {
    const carried = new Map<string, string>();
    const anew = [...this.#anew];
    const names = this.#names();
    const { history, deployments } = this.#receiver.sim.state();
    const failed = new Set(deployments.flatMap(({ id, fails }) => (fails === undefined ? [] : [id])));
    return history
      .filter(({ deployment }) => deployment !== undefined && !failed.has(deployment))
      .flatMap(({ vmIds, release = '', deployment }) =>
        vmIds.flatMap((vmId) => {
          const isAgain = carried.get(vmId) === release;
          carried.set(vmId, release);
          if (!isAgain) return [];
          const allowed = anew.indexOf(vmId);
          if (allowed >= 0) anew.splice(allowed, 1);
          return allowed >= 0 ? [] : [`${deployment} brought ${release} to ${names.get(vmId) ?? vmId} again`];
        }),
      );
  }

  /** Rule 5: only a person deploys to all there are. */
  #unnamed(): string[] {
    const { deployments } = this.#receiver.sim.state();
    return deployments
      .filter(({ key, targets }) => key !== undefined && targets.length === 0)
      .map(({ id }) => `${id} went to every machine there is`);
  }

  /** Rule 4: nobody was taken away whom Azure lists. */
  #removedAlive(): string[] {
    const listed = new Set(
      this.#world.outside.arm.sim
        .instances()
        .flatMap(({ vmId, listed: isListed }) => (isListed ? [vmId] : [])),
    );
    const { history, targets } = this.#receiver.sim.state();
    const registered = new Set(targets.map(({ vmId }) => vmId));
    return history
      .filter(({ what }) => what === 'deregistered')
      .flatMap(({ vmIds }) => vmIds.filter((id) => listed.has(id) && !registered.has(id)))
      .map((id) => `${id} was deregistered, and is there`);
  }

  async #leaks(fleets: string[]): Promise<string[]> {
    const { api } = this.#world;
    const texts = await Promise.all(
      fleets.flatMap((fleet) => [api.timeline(fleet), api.reactions(fleet), api.instances(fleet)]),
    );
    const all = JSON.stringify([texts, await api.fleets()]);
    return all.includes(LOCAL_WEBHOOK_SECRET.slice('whsec_'.length)) ? ['the secret can be read'] : [];
  }

  #names(): Map<string, string> {
    return new Map(this.#world.witness.vms().map(({ vmId, name }) => [vmId, name]));
  }
}
