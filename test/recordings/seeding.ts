import { listAt, numberAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import type { GivenArm } from '../arm/given-arm.ts';
import type { Exchange, Recording } from './recording.ts';
import { startingState } from './starting-state.ts';
import type { Starting } from './starting.ts';
import { unknownSet } from './unknown-set.ts';
import { targetOf } from './target.ts';

const MINUTE = 60_000;
const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';

/** Brings the simulator to the state a recording starts from, and later to what appears in it unexplained. */
export class Seeding {
  readonly #given: GivenArm;
  readonly #pending: Starting[];
  readonly #exchanges: Exchange[];
  readonly #looked = new Set<string>();
  /** Types of what the simulator would not create, with the codes of its refusals. */
  readonly failures: string[] = [];

  constructor(given: GivenArm, recording: Recording) {
    this.#given = given;
    this.#pending = startingState(recording);
    this.#exchanges = recording.exchanges;
  }

  /** To be called before each exchange, with its position. */
  async before(index: number, exchange: Exchange): Promise<void> {
    const due = this.#pending.filter(({ from }) => from <= index).sort((a, b) => rankOf(a) - rankOf(b));
    for (const starting of due) {
      this.#pending.splice(this.#pending.indexOf(starting), 1);
      await this.#create(starting);
    }
    // All together, so that what has just been created is still new when the recording begins.
    for (const starting of due) await this.#settle(starting);
    this.#chooseStragglers(exchange);
    await this.#limitQuota(exchange);
    this.#disturb(exchange);
  }

  async #create({ id, body, apiVersion }: Starting): Promise<void> {
    const answer = await this.#given.ask('PUT', urlOf(id, apiVersion), { body });
    if (answer.status >= 300) this.failures.push(`${typeOf(id)}: ${String(answer.at('error', 'code'))}`);
  }

  async #settle({ id, apiVersion, creating }: Starting): Promise<void> {
    const isSettled = async () => {
      const state = await this.#stateAt(urlOf(id, apiVersion));
      return state === undefined || state === 'Succeeded';
    };
    for (let step = 1; !creating && step < 120 && !(await isSettled()); step++)
      await this.#given.clock.advance(30_000);
  }

  async #stateAt(url: string): Promise<unknown> {
    return (await this.#given.ask('GET', url)).at('properties', 'provisioningState');
  }

  /**
   * Which instances go on reading `Updating` after a creation is chance, and so is which the simulator chose:
   * on the first look at them, the recorded choice is made its own.
   */
  #chooseStragglers({ method, url, responseBody }: Exchange): void {
    const { resource = '', operation } = targetOf(method, url);
    if (!/^GET virtualMachineScaleSets\/\{\}\/virtualMachines$/i.test(operation)) return;
    if (this.#looked.has(resource)) return;
    this.#looked.add(resource);
    const { arm, clock } = this.#given;
    const now = clock.now();
    const listed = new Set(arm.sim.instances(resource).flatMap(({ listed, id }) => (listed ? [id] : [])));
    const changes = arm.sim.snapshot();
    const instances = changes
      .filter(({ collection, record }) => collection === 'instances' && isOf(record, resource))
      .map(({ record }) => record as JsonObject)
      .filter(({ id, readyAt }) => listed.has(String(id)) && readyAt !== null)
      .sort((a, b) => Number(a.id) - Number(b.id));
    instances.forEach((instance, index) => {
      const state = textAt(listAt(responseBody, 'value')[index], 'properties', 'provisioningState');
      if (Number(instance.provisionedAt) <= now)
        instance.readyAt = state === 'Updating' ? now + MINUTE / 2 : Number(instance.provisionedAt);
    });
    arm.sim.restore(changes);
  }

  /** A recorded refusal for want of cores tells how many there were, those that are simulated among them. */
  async #limitQuota({ responseBody }: Exchange): Promise<void> {
    const message = textAt(responseBody, 'error', 'message') ?? '';
    const quota = /quota limits of Core\. Maximum allowed: (\d+), Current in use: (\d+)/.exec(message);
    if (!quota) return;
    const elsewhere = Number(quota[2]) - (await this.#coresSimulated());
    this.#given.arm.sim.configure({ coreQuota: Number(quota[1]), coresElsewhere: elsewhere });
  }

  async #coresSimulated(): Promise<number> {
    this.#given.arm.sim.configure({ coresElsewhere: 0 });
    const { location } = unknownSet(this.#exchanges);
    const url = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/locations/${String(location)}/usages`;
    const answer = await this.#given.ask('GET', `${url}?api-version=2024-07-01`);
    const cores = listAt(answer.body, 'value').find((usage) => textAt(usage, 'name', 'value') === 'cores');
    return numberAt(cores, 'currentValue') ?? 0;
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
        details: [{ code: textAt(detail, 'code') ?? '', message: textAt(detail, 'message') ?? '' }],
      },
    });
  }
}

function urlOf(id: string, apiVersion: string): string {
  return `${id}?api-version=${apiVersion === '' || apiVersion < '2018' ? '2024-07-01' : apiVersion}`;
}

const BEFORE_OTHERS = ['loadbalancers', 'virtualmachinescalesets'];

/** What others refer to comes first. */
function rankOf({ id }: Starting): number {
  const rank = BEFORE_OTHERS.indexOf(typeOf(id).toLowerCase());
  return rank < 0 ? BEFORE_OTHERS.length : rank;
}

function isOf(record: unknown, scaleSet: string): boolean {
  return textAt(record, 'scaleSet') === scaleSet.toLowerCase();
}

function typeOf(id: string): string {
  return id.split('/').at(-2) ?? id;
}
