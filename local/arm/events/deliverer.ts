import type { World } from '../world.ts';
import type { DeliveryRecord, SubscriptionRecord } from './records.ts';
import { subscribe } from './subscribe.ts';

/** Seconds from one attempt to the next, as documented; the last repeats. */
const RETRY_SECONDS = [10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200];
const LONGEST = 24 * 3_600_000;
const MOST_ATTEMPTS = 30;
/** Real time: an endpoint that does not answer within this long has failed. */
const ANSWER_WITHIN = 30_000;
const AT_ONCE = 32;
/** Answers after which Event Grid gives up on a webhook at once. */
const FINAL = new Set([400, 401, 413]);

/** Delivers what is due and retries what fails; wakes itself by the clock for the next one due. */
export class Deliverer {
  readonly #world: World;
  readonly #inFlight = new Set<string>();
  readonly #stopping = new AbortController();
  #cancel: (() => void) | undefined;
  #alarm = Number.POSITIVE_INFINITY;

  constructor(world: World) {
    this.#world = world;
  }

  get isBusy(): boolean {
    return this.#inFlight.size > 0;
  }

  /** Call whenever deliveries may have been added or brought forward. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    const now = this.#world.clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const delivery of this.#world.store.deliveries.values()) {
      if (this.#inFlight.has(delivery.key)) continue;
      if (delivery.dueAt <= now && this.#inFlight.size < AT_ONCE) this.#start(delivery);
      else if (delivery.dueAt > now) next = Math.min(next, delivery.dueAt);
    }
    this.#setAlarm(next);
  }

  stop(): void {
    this.#cancel?.();
    this.#stopping.abort();
  }

  #setAlarm(time: number): void {
    if (time === this.#alarm) return;
    this.#cancel?.();
    this.#alarm = time;
    this.#cancel = Number.isFinite(time)
      ? this.#world.clock.at(time, () => {
          this.#alarm = Number.POSITIVE_INFINITY;
          this.wake();
        })
      : undefined;
  }

  #start(delivery: DeliveryRecord): void {
    this.#inFlight.add(delivery.key);
    void this.#attempt(delivery).finally(() => {
      this.#inFlight.delete(delivery.key);
      this.wake();
    });
  }

  async #attempt(delivery: DeliveryRecord): Promise<void> {
    const { store, log } = this.#world;
    const subscription = store.subscriptions.get(delivery.subscription);
    const status = subscription ? await this.#post(subscription, delivery) : 0;
    if (this.#stopping.signal.aborted) return;
    const given = afterAttempt(delivery, { status, now: this.#world.clock.now(), gone: !subscription });
    // A preempted operation may have taken its event back meanwhile.
    if (given && store.deliveries.get(delivery.key)) store.deliveries.put(given);
    else store.deliveries.delete(delivery.key);
    store.commit();
    if (!given && !isDelivered(status)) log(`event ${delivery.key} dropped after status ${status}`);
  }

  /** The status answered; 0 when there was no answer. */
  async #post(subscription: SubscriptionRecord, { event, key }: DeliveryRecord): Promise<number> {
    const { url, schema, validated } = subscription;
    const cloud = schema === 'CloudEventSchemaV1_0';
    try {
      if (!validated && schema !== 'AutoscaleWebhook') await subscribe(this.#world, { url, schema });
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': cloud
            ? 'application/cloudevents+json; charset=utf-8'
            : 'application/json; charset=utf-8',
          'aeg-event-type': 'Notification',
          'aeg-delivery-count': String(this.#world.store.deliveries.get(key)?.attempts ?? 0),
        },
        body: JSON.stringify(schema === 'EventGridSchema' ? [event] : event),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ANSWER_WITHIN)]),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }
}

function isDelivered(status: number): boolean {
  return status >= 200 && status <= 204;
}

/** The delivery to try again, or undefined when it is done with. */
function afterAttempt(
  delivery: DeliveryRecord,
  { status, now, gone }: { status: number; now: number; gone: boolean },
): DeliveryRecord | undefined {
  if (isDelivered(status) || FINAL.has(status) || gone) return undefined;
  const attempts = delivery.attempts + 1;
  const wait = RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 0;
  const dueAt = now + wait * 1_000;
  if (attempts >= MOST_ATTEMPTS || dueAt > delivery.firstDueAt + LONGEST) return undefined;
  return { ...delivery, attempts, dueAt };
}
