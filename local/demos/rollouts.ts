import type { RolloutCommand } from '../../shared/contracts/rollout/record.ts';
import type { RolloutAnswer } from '../launcher/fleet-api.ts';
import { RolloutTerminal } from '../launcher/rollout-terminal.ts';
import { RESOURCE_GROUP, scaleSetId, SUBSCRIPTION } from '../launcher/seed-outside.ts';
import type { DemoSet } from './demo.ts';
import { lookAt, lookInShort, type SetLook } from './world-look.ts';

const FLEET = 'web';
const GALLERY = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.Compute/galleries/demo`;
const NEW_IMAGE = `${GALLERY}/images/web/versions/1.1.0`;

/** Real time; a demo must not hang. */
const GIVE_UP_AFTER_MS = 50_000;

/** One rollout of a demo, with its figures. */
export interface RolloutFigures {
  id: string;
  strategy: string;
  state: string;
  /** Why it turned back, or what it ended with. */
  reason: string;
  /** From its start (of a rollback by command: from then) to its end, in time of the simulated Azure. */
  virtualMinutes: number;
  /** All that were made meanwhile, those of the fleet's own looks too. */
  armCalls: number;
  changes: number;
}

/** What the demos of rollouts do, in the words they are told in. */
export class RolloutScenes {
  readonly #set: DemoSet;
  readonly terminal: RolloutTerminal;

  constructor(set: DemoSet, print: (line: string) => void) {
    this.#set = set;
    this.terminal = new RolloutTerminal(set.api, set.outside.arm.sim, print);
  }

  async fleetIsThere(): Promise<SetLook[]> {
    await this.#set.api.put(FLEET, { scaleSet: scaleSetId('web') });
    const looks = await this.showWorld();
    this.terminal.lines(['', '● its application answers   ✖ it answers 500   ◌ it comes or goes']);
    return looks;
  }

  /** The application of the new image is so from now on; the simulated machines answer accordingly. */
  newImageIs(state: 'error' | 'well'): void {
    this.#set.outside.arm.sim.setApplication(NEW_IMAGE, state);
  }

  async showWorld(): Promise<SetLook[]> {
    const looks = await lookAt(this.#set.outside.arm, FLEET);
    this.terminal.lines(looks.map(lookInShort));
    return looks;
  }

  /** Plans and starts one; returns its id. */
  async begin(strategy: object): Promise<string> {
    const policy = { fleet: FLEET, image: { version: NEW_IMAGE }, ...strategy };
    const plan = await this.#set.api.plan(policy);
    this.terminal.lines([
      `The plan, after ${plan.checks.length} checks ${plan.canStart ? 'of which none fails' : 'of which some fail'}:`,
      ...plan.steps.map(({ index, title }) => `  ${index + 1}. ${title}`),
    ]);
    return this.#set.api.startRollout(policy);
  }

  /** Returns when that was. */
  async tell(id: string, command: RolloutCommand): Promise<number> {
    const at = this.#set.clock.now();
    await this.#set.api.command(id, command, { by: 'the demo' });
    return at;
  }

  /** Shows it until this holds; throws when that takes too long. */
  async until(id: string, isSo: (rollout: RolloutAnswer) => boolean): Promise<RolloutAnswer> {
    const deadline = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      const rollout = await this.#set.api.rollout(id);
      await this.terminal.refresh(id);
      if (isSo(rollout)) return rollout;
      if (Date.now() > deadline) throw new Error(`rollout ${id} is still ${rollout.state}`);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  figures(rollout: RolloutAnswer, since = Date.parse(rollout.createdAt)): RolloutFigures {
    const { id, strategy, state, ended, failure, changes } = rollout;
    const to = Date.parse(ended?.at ?? '') || this.#set.clock.now();
    return {
      ...{ id, strategy, state, reason: failure?.reason ?? ended?.reason ?? '' },
      virtualMinutes: Math.round((to - since) / 6000) / 10,
      armCalls: this.#set.meter.between(since, to).arm,
      changes: changes.filter(({ at }) => Date.parse(at) >= since).length,
    };
  }
}

export function isOver({ ended }: RolloutAnswer): boolean {
  return ended !== undefined;
}
