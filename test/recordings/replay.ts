import { listAt, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, type Answer, type GivenArm } from '../arm/given-arm.ts';
import { compareBodies, type Difference } from './compare-bodies.ts';
import { compareHeaders } from './compare-headers.ts';
import { InstanceNames } from './instance-names.ts';
import type { Exchange, Recording } from './recording.ts';
import { Seeding } from './seeding.ts';
import { unknownSet, writable } from './starting-state.ts';
import { targetOf, type Target } from './target.ts';
import { judge, type Verdict } from './verdict.ts';

/** What became of one exchange. */
export interface Outcome {
  operation: string;
  /** How many recorded exchanges it stands for. */
  times: number;
  verdict: Verdict;
  /** The api-version the simulator was asked with, when it does not know the recorded one. */
  sentAs?: string;
}

/** Replays a recording against a simulator of its own, on a clock that moves only as far as the recording needs. */
export async function replay(recording: Recording): Promise<Outcome[]> {
  const given = await givenArm({ rateLimits: true });
  try {
    const replayer = new Replayer(given, recording);
    const outcomes: Outcome[] = [];
    for (const [index, exchange] of recording.exchanges.entries())
      outcomes.push(await replayer.replay(exchange, index));
    return outcomes;
  } finally {
    await given.arm.stop();
  }
}

/** Waits, in seconds, for a state that was recorded some time after what led to it. */
const PATIENCE = [1, 5, 15, 30, 60, 120, 300];
const LONGEST_OPERATION = 4 * 3_600;

class Replayer {
  readonly #given: GivenArm;
  readonly #recording: Recording;
  readonly #seeding: Seeding;
  readonly #names = new InstanceNames();
  /** Recorded operation to the URLs the simulator gave out for its own. */
  readonly #operations = new Map<string, { status: string; result: string }>();

  constructor(given: GivenArm, recording: Recording) {
    this.#given = given;
    this.#recording = recording;
    this.#seeding = new Seeding(given, recording);
  }

  async replay(exchange: Exchange, index: number): Promise<Outcome> {
    const target = targetOf(exchange.method, exchange.url);
    await this.#seeding.before(index, exchange);
    const url = this.#urlOf(exchange, target);
    const outcome = { operation: target.operation, times: exchange.repeated ?? 1 };
    if (url === undefined) {
      const reasons = ['its operation was begun before the recording'];
      return { ...outcome, verdict: { name: 'not compared', reasons } };
    }
    const { answer, differences, sentAs } = target.polled
      ? await this.#poll(exchange, target, url)
      : await this.#request(exchange, target, url);
    this.#learnOperation(exchange, answer);
    const verdict: Verdict =
      answer.status === 501 ? { name: '501', reasons: [] } : judge(target, differences);
    return { ...outcome, verdict, ...(sentAs !== undefined && { sentAs }) };
  }

  async #request(exchange: Exchange, target: Target, url: string): Promise<Asked> {
    await this.#given.clock.advance(200);
    const body = this.#bodyOf(exchange, target);
    const { answer, sentAs } = await this.#ask(exchange.method, url, body);
    const first = { answer, differences: this.#compare(exchange, target, answer), ...sentAs };
    if (exchange.method !== 'GET') return first;
    return (await this.#patiently({ exchange, target, url }, first)) ?? first;
  }

  /** The same question again, later, until the answer tells the recorded states. */
  async #patiently(
    { exchange, target, url }: { exchange: Exchange; target: Target; url: string },
    first: Asked,
  ): Promise<Asked | undefined> {
    if (!first.differences.some(isOfState)) return first;
    for (const seconds of PATIENCE) {
      await this.#given.clock.advance(seconds * 1_000);
      const { answer, sentAs } = await this.#ask('GET', url, undefined);
      const differences = this.#compare(exchange, target, answer);
      if (!differences.some(isOfState)) return { answer, differences, ...sentAs };
    }
    return undefined;
  }

  /** A recorded end is waited for; while the recording says running, no time passes. */
  async #poll(exchange: Exchange, target: Target, url: string): Promise<Asked> {
    const wanted = textAt(exchange.responseBody, 'status');
    let { answer } = await this.#ask('GET', url, undefined);
    if (wanted === 'InProgress' && answer.at('status') !== 'InProgress') return { answer, differences: [] };
    for (
      let waited = 0, step = 1;
      isRunning(answer) && wanted !== 'InProgress';
      step = Math.min(step * 2, 60)
    ) {
      if ((waited += step) > LONGEST_OPERATION) break;
      await this.#given.clock.advance(step * 1_000);
      ({ answer } = await this.#ask('GET', url, undefined));
    }
    return { answer, differences: this.#compare(exchange, target, answer) };
  }

  /** Sends as recorded; with the newest api-version when the recorded one is not known. */
  async #ask(
    method: string,
    url: string,
    body: JsonObject | undefined,
  ): Promise<{ answer: Answer; sentAs: { sentAs?: string } }> {
    const extra = body === undefined ? {} : { body };
    const answer = await this.#given.ask(method, url, extra);
    const newest = newestKnown(answer);
    if (newest === undefined) return { answer, sentAs: {} };
    const again = url.replace(/api-version=[^&]*/, `api-version=${newest}`);
    return { answer: await this.#given.ask(method, again, extra), sentAs: { sentAs: newest } };
  }

  #compare(exchange: Exchange, target: Target, answer: Answer): Difference[] {
    if (answer.status !== exchange.status)
      return [{ path: 'status', kind: 'value', detail: `${answer.status}, not ${exchange.status}` }];
    this.#learnInstances(exchange, target, answer);
    const { resource = '' } = target;
    const translate = (name: string) => {
      const own = this.#names.simulated(resource, name);
      return own === name ? this.#names.anywhere(name) : own;
    };
    return [
      ...compareHeaders(exchange, answer.headers, this.#recording),
      ...compareBodies(exchange.responseBody, answer.body, translate),
    ];
  }

  #learnInstances({ responseBody }: Exchange, { operation, resource }: Target, answer: Answer): void {
    const isList = /^GET virtualMachineScaleSets\/\{\}\/virtualMachines$/i.test(operation);
    if (isList && resource !== undefined)
      this.#names.learn(resource, idsIn(responseBody, 'instanceId'), idsIn(answer.body, 'instanceId'));
    if (operation === 'GET virtualMachines')
      this.#names.learn('virtualmachines', idsIn(responseBody, 'name'), idsIn(answer.body, 'name'));
  }

  #learnOperation({ responseHeaders }: Exchange, { headers }: Answer): void {
    const recorded = responseHeaders['azure-asyncoperation'] ?? responseHeaders.location;
    const polled = recorded === undefined ? undefined : targetOf('GET', recorded).polled;
    const status = headers.get('azure-asyncoperation');
    if (polled === undefined || status === null) return;
    this.#operations.set(polled, { status, result: headers.get('location') ?? status });
  }

  /** Where the simulator has what the recorded URL asks for; undefined when it cannot have it. */
  #urlOf({ url }: Exchange, { polled, query, instance, resource = '', type }: Target): string | undefined {
    if (polled !== undefined) {
      const urls = this.#operations.get(polled);
      return query.get('monitor') === 'true' || url.includes('operationResults')
        ? urls?.result
        : urls?.status;
    }
    const path = url.replace(/^https:\/\/[^/]+/, '');
    if (instance !== undefined)
      return path.replace(/(\/virtualmachines\/)[^/?]+/i, `$1${this.#own(resource, instance)}`);
    if (type !== 'virtualmachines') return path;
    return path.replace(
      /(\/virtualmachines\/)([^/?]+)/i,
      (_, start: string, name: string) => start + this.#names.anywhere(name),
    );
  }

  /** An instance asked for before any list has shown it is taken by its place among all. */
  #own(scaleSet: string, instance: string): string {
    const own = this.#names.simulated(scaleSet, instance);
    const ids = this.#given.arm.sim
      .instances(scaleSet)
      .filter(({ listed }) => listed)
      .map(({ id }) => id);
    if (own !== instance || instance === '*' || ids.includes(own)) return own;
    const asked = this.#recording.exchanges
      .map(({ method, url }) => targetOf(method, url))
      .flatMap((target) =>
        target.resource === scaleSet && target.instance !== undefined ? [target.instance] : [],
      );
    if (!this.#names.knows(scaleSet)) this.#names.learn(scaleSet, [...new Set(asked)].sort(), ids);
    return this.#names.simulated(scaleSet, instance);
  }

  /** The recorded body, or one that asks for what was answered where the recorder kept none. */
  #bodyOf({ method, requestBody, responseBody, status }: Exchange, target: Target): JsonObject | undefined {
    const { resource = '', operation } = target;
    const ids = listAt(requestBody, 'instanceIds').map((id) => this.#own(resource, String(id)));
    if (ids.length > 0) return { ...objectAt(requestBody), instanceIds: ids };
    if (requestBody !== null && requestBody !== undefined) return objectAt(requestBody);
    if (method === 'PUT' || method === 'PATCH')
      return status < 300 ? writable(objectAt(responseBody)) : this.#refusedBody(responseBody);
    if (!/\/(manualupgrade|delete)$/i.test(operation)) return undefined;
    const unknown = /instanceId (\S+) is not/.exec(textAt(responseBody, 'error', 'message') ?? '')?.[1];
    return { instanceIds: [unknown ?? '*'] };
  }

  /** Nobody knows what was asked for; for want of cores, it was more than there were. */
  #refusedBody(responseBody: unknown): JsonObject {
    const asked = /Additional requested: (\d+)/.exec(textAt(responseBody, 'error', 'message') ?? '')?.[1];
    return unknownSet(this.#recording.exchanges, Math.ceil(Number(asked ?? 4) / 2));
  }
}

interface Asked {
  answer: Answer;
  differences: Difference[];
  sentAs?: string;
}

function isOfState({ path, kind }: Difference): boolean {
  return !path.startsWith('header') && (kind === 'value' || kind === 'count');
}

function isRunning(answer: Answer): boolean {
  return answer.status === 202 || answer.at('status') === 'InProgress';
}

function newestKnown(answer: Answer): string | undefined {
  if (answer.at('error', 'code') !== 'NoRegisteredProviderFound') return undefined;
  const message = String(answer.at('error', 'message'));
  return /supported api-versions are '([^']+)'/.exec(message)?.[1]?.split(', ').at(-1);
}

function idsIn(body: unknown, name: string): string[] {
  return listAt(body, 'value').flatMap((item) => textAt(item, name) ?? []);
}
