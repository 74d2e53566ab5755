import { isObject, listAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import type { GivenArm } from '../arm/given-arm.ts';
import type { Exchange, Recording } from './recording.ts';
import { startingState, type Starting } from './starting-state.ts';

const MINUTE = 60_000;

/** Brings the simulator to the state a recording starts from, and later to what appears in it unexplained. */
export class Seeding {
  readonly #given: GivenArm;
  readonly #pending: Starting[];

  constructor(given: GivenArm, recording: Recording) {
    this.#given = given;
    this.#pending = startingState(recording);
  }

  /** To be called before each exchange, with its position. */
  async before(index: number, exchange: Exchange): Promise<void> {
    const due = this.#pending.filter(({ from }) => from <= index);
    for (const starting of due) {
      this.#pending.splice(this.#pending.indexOf(starting), 1);
      await this.#create(starting);
    }
    this.#limitQuota(exchange);
    this.#disturb(exchange);
  }

  async #create({ id, body, apiVersion, creating, busyInstances }: Starting): Promise<void> {
    const { ask, clock, arm } = this.#given;
    const version = apiVersion === '' || apiVersion < '2018' ? '2024-07-01' : apiVersion;
    const url = `${id}?api-version=${version}`;
    const answer = await ask('PUT', url, { body });
    if (answer.status >= 300) throw new Error(`${id} cannot be set up: ${JSON.stringify(answer.body)}`);
    if (creating) return;
    for (let step = 1; step < 120 && (await ask('GET', url)).at(...STATE) !== 'Succeeded'; step++)
      await clock.advance(30_000);
    await clock.advance(30 * MINUTE);
    if (busyInstances.length > 0) arm.sim.restore(this.#withBusy(id, busyInstances));
  }

  /** The state with some instances not quite ready: chance decides in the simulator which these are. */
  #withBusy(id: string, positions: number[]): ReturnType<GivenArm['arm']['sim']['snapshot']> {
    const { arm, clock } = this.#given;
    const changes = arm.sim.snapshot();
    const instances = changes
      .filter(({ collection, record }) => collection === 'instances' && isOf(record, id))
      .sort((a, b) => Number(textAt(a.record, 'id')) - Number(textAt(b.record, 'id')));
    for (const position of positions) {
      const record = instances[position]?.record;
      if (isObject(record)) record.readyAt = clock.now() + MINUTE / 2;
    }
    return changes;
  }

  /** A recorded refusal for want of cores tells how many there were. */
  #limitQuota({ responseBody }: Exchange): void {
    const message = textAt(responseBody, 'error', 'message') ?? '';
    const quota = /quota limits of Core\. Maximum allowed: (\d+), Current in use: (\d+)/.exec(message);
    if (quota) this.#given.arm.sim.configure({ coreQuota: Number(quota[1]) - Number(quota[2]) });
  }

  /** A recorded refusal because of a resource that is not simulated becomes a fault. */
  #disturb({ status, responseBody }: Exchange): void {
    if (status !== 429) return;
    const [detail] = listAt(responseBody, 'error', 'details');
    this.#given.arm.sim.addFault({
      match: {},
      effect: {
        accept: 'error',
        status,
        code: textAt(responseBody, 'error', 'code') ?? '',
        message: textAt(responseBody, 'error', 'message') ?? '',
        ...(isObject(detail) && { details: [detail as JsonObject] }),
      },
    });
  }
}

const STATE = ['properties', 'provisioningState'];

function isOf(record: unknown, scaleSet: string): boolean {
  return textAt(record, 'scaleSet') === scaleSet.toLowerCase();
}
