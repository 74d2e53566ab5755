import type { ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { OnceAMinute } from './once-a-minute.ts';
import { openOsUpgrade, upgradesItself } from './open-os-upgrade.ts';
import { osUpgradeRound } from './os-upgrade.ts';
import { repairRound, repairsItself } from './repairs.ts';
import { isDeleted } from './scale-set-state.ts';

type Round = (world: World, scaleSet: ScaleSetRecord, now: number) => boolean;

const ROUNDS: Round[] = [osUpgradeRound, repairRound];

/** What the platform does to scale sets by itself, looked for once a minute while any set asks for it. */
export class PlatformEngine {
  readonly #world: World;
  readonly #changed: () => void;
  readonly #rounds: OnceAMinute;

  /** `changed` runs after each round that has done something. */
  constructor(world: World, changed: () => void) {
    this.#world = world;
    this.#changed = changed;
    this.#rounds = new OnceAMinute(world.clock, {
      wanted: () => this.#sets().length > 0,
      round: () => this.#round(),
    });
  }

  /** Call whenever sets may have been written. */
  wake(): void {
    this.#rounds.wake();
  }

  stop(): void {
    this.#rounds.stop();
  }

  #round(): void {
    const done = this.#sets().flatMap(({ key }) => ROUNDS.map((round) => this.#tried(key, round)));
    if (done.includes(true)) this.#changed();
  }

  /** One set's refusal, such as a quota, is no other's. */
  #tried(key: string, round: Round): boolean {
    const { store, clock, log } = this.#world;
    const scaleSet = store.scaleSets.get(key);
    try {
      const done = scaleSet !== undefined && round(this.#world, scaleSet, clock.now());
      store.commit();
      return done;
    } catch (error) {
      store.rollback();
      log(`${round.name} of ${key}: ${String(error)}`);
      return false;
    }
  }

  #sets(): ScaleSetRecord[] {
    const { store, clock } = this.#world;
    const now = clock.now();
    return [...store.scaleSets.values()].filter(
      (scaleSet) => asksForRounds(this.#world, scaleSet) && !isDeleted(store, scaleSet, now),
    );
  }
}

function asksForRounds(world: World, scaleSet: ScaleSetRecord): boolean {
  return repairsItself(scaleSet) || upgradesItself(scaleSet) || openOsUpgrade(world, scaleSet) !== undefined;
}
