import type { Entry, Rollout, RolloutCommand } from '../../../../shared/contracts/rollout/record.ts';
import type { NextTurn, TurnActivity } from '../../../../shared/contracts/rollout/turn.ts';
import { toldSoFar } from '../../../../shared/domain/rollout/heed.ts';
import { hasBegun } from '../../../../shared/domain/rollout/position.ts';
import { allowedCommands, stateOf } from '../../../../shared/domain/rollout/state.ts';
import type { Activity } from '../../../../functions/activities/answering.ts';
import { beginChange, pollChange } from '../../../../functions/activities/rollout/change.ts';
import { decideTurn } from '../../../../functions/activities/rollout/decide-turn.ts';
import { measureGate } from '../../../../functions/activities/rollout/measure-gate.ts';
import { observeUnit } from '../../../../functions/activities/rollout/observe-unit.ts';
import { askRollout } from '../../../../functions/http/rollouts/ask-rollout.ts';
import { beginRollout } from '../../../../functions/http/rollouts/begin-rollout.ts';
import { type Happening, type Tale, tale } from './tale.ts';
import { type Town, townOf } from './town.ts';

const TURNS: { [A in TurnActivity]: Activity<A> } = {
  decideTurn,
  beginChange,
  pollChange,
  observeUnit,
  measureGate,
};

const MOST_TURNS = 600;
const RESTART_SECONDS = 60;

/** How the world was after a turn. */
export interface Moment {
  /** Machines that were asked for, and those of production that serve. */
  machines: number;
  serving: number;
  step: number;
  goal: Rollout['goal'];
}

export interface Lived {
  tale: Tale;
  town: Town;
  before: unknown;
  rollout: Rollout;
  journal: Entry[];
  course: Moment[];
  turns: number;
}

/** Lives through the rollout that the seed tells of, to its end; the caller closes the town. */
export async function liveThrough(seed: number): Promise<Lived> {
  const told = tale(seed);
  const town = await townOf(told);
  const before = picture(town);
  const life = new Life(told, town, await beginRollout(town.deps, told.policy));
  await life.goOn();
  if (told.isRegretted && (await life.isToldTo('rollback'))) await life.goOn();
  const { rollout, journal } = await life.file();
  return { tale: told, town, before, rollout, journal, course: life.course, turns: life.turns };
}

/** All of the world that a way back is to restore; machines have new names. */
export function picture({ cloud }: Town): unknown {
  const units = [...cloud.units.values()].map(({ machines, ...unit }) => ({
    ...unit,
    machines: machines.length,
  }));
  return structuredClone(units.sort((a, b) => a.name.localeCompare(b.name)));
}

class Life {
  readonly course: Moment[] = [];
  turns = 0;
  readonly #tale: Tale;
  readonly #town: Town;
  readonly #rollout: Pick<Rollout, 'fleet' | 'id' | 'plan'>;
  #answers: RolloutCommand[];
  #next: NextTurn | null | undefined;

  constructor(told: Tale, town: Town, rollout: Rollout) {
    this.#tale = told;
    this.#town = town;
    this.#rollout = rollout;
    this.#answers = [...told.answers];
  }

  async file() {
    const { fleet, id } = this.#rollout;
    const file = await this.#town.deps.stores.rollouts.open(fleet, id);
    if (!file) throw new Error('the rollout is not there any more');
    return file;
  }

  /** Turn by turn, until it has ended. */
  async goOn(): Promise<void> {
    this.#next = undefined;
    while (this.#next !== null) {
      if (++this.turns > MOST_TURNS)
        throw new Error(`it does not end: ${JSON.stringify((await this.file()).rollout)}`);
      const due = this.#tale.happenings.filter(({ turn }) => turn === this.turns);
      for (const happening of due) await this.#happens(happening);
      if (this.#waitsForSomebody()) await this.#aPersonAnswers();
      await this.#takeTurn(due.some(({ what }) => what === 'answerIsLost'));
      await this.#remember();
    }
  }

  /** Whether it could be told so. */
  async isToldTo(command: RolloutCommand, toStep?: number): Promise<boolean> {
    const file = await this.file();
    const rollout = toldSoFar(file, this.#town.now());
    if (!allowedCommands(rollout).includes(command)) return false;
    if (toStep !== undefined && !hasBegun(rollout, toStep)) return false;
    const asked = { command, by: 'somebody', ...(toStep === undefined ? {} : { toStep }) };
    await this.#survive(() => askRollout(this.#town.deps, file, asked));
    return true;
  }

  #waitsForSomebody(): boolean {
    return this.#next !== undefined && this.#next !== null && this.#next.at === undefined;
  }

  async #takeTurn(isLost: boolean): Promise<void> {
    const { cloud } = this.#town;
    const at = this.#next?.at ?? this.#town.now();
    cloud.elapse(Math.max(1, (Date.parse(at) - Date.parse(this.#town.now())) / 1000));
    const activity = TURNS[this.#next?.act ?? 'decideTurn'];
    const order = { fleet: this.#rollout.fleet, at: this.#town.now() };
    const next = await this.#survive(() => activity(this.#town.deps, order));
    this.#next = isLost ? undefined : next;
  }

  /** The process dies of it, or of nothing, and is started again. */
  async #survive<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work();
      if (!this.#town.isDead) return answer;
    } catch (error) {
      if (!this.#town.isDead) throw error;
    }
    this.#town.isDead = false;
    this.#town.cloud.elapse(RESTART_SECONDS);
    return undefined;
  }

  /** Whoever gets no answer that helps ends it. */
  async #aPersonAnswers(): Promise<void> {
    const { rollout } = await this.file();
    const allowed = allowedCommands(rollout);
    const last = (['abort', 'rollback'] as const).find((command) => allowed.includes(command));
    const answer = this.#answers.shift() ?? last;
    if (answer === undefined) throw new Error(`nobody can go on with one that is ${stateOf(rollout)}`);
    if (await this.isToldTo(answer)) this.#next = undefined;
  }

  async #happens(happening: Happening): Promise<void> {
    const { cloud, mood } = this.#town;
    switch (happening.what) {
      case 'commanded':
        return void (await this.isToldTo(happening.command, happening.toStep));
      case 'cloudSpoils':
        return cloud.spoil(happening.how);
      case 'newMachineFails': {
        const machine = cloud.units.get(this.#rollout.plan.newUnit)?.machines.at(-1);
        if (machine) machine.failed = 'it broke';
        return;
      }
      case 'applicationAnswers':
        mood.application = happening.with;
        return;
      case 'webhookSays':
        mood.webhook = happening.verdict;
        return;
      case 'processDies':
        this.#town.doom = { writes: happening.afterWrites, isKept: happening.isKept };
        return;
      case 'answerIsLost':
        return;
    }
  }

  /** Only what has changed: to read where the rollout is costs as much as a turn. */
  async #remember(): Promise<void> {
    const units = [...this.#town.cloud.units.values()];
    const machines = total(units.map(({ size }) => size.desired));
    const serving = total(units.map(({ place, size }) => (place.production > 0 ? size.desired : 0)));
    const last = this.course.at(-1);
    if (last?.machines === machines && last.serving === serving) return;
    const { position, goal } = (await this.file()).rollout;
    this.course.push({ machines, serving, step: position.step, goal });
  }
}

function total(sizes: number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
