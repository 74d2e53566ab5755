import { isObject, listAt, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, type Answer, type GivenArm } from '../arm/given-arm.ts';
import { compareBodies, type Difference } from './compare-bodies.ts';
import { compareHeaders } from './compare-headers.ts';
import { InstanceNames } from './instance-names.ts';
import type { Exchange, Recording } from './recording.ts';
import { Seeding } from './seeding.ts';
import { guessedBody } from './guessed-body.ts';
import { targetOf, type Target } from './target.ts';
import { judge, notSimulated, onlyByFault, type Verdict } from './verdict.ts';

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
      outcomes.push(...(await replayer.replay(exchange, index)));
    return [...outcomes, ...(await replayer.finish())];
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
  /** Those of a grouped recording that find a state from before theirs. */
  readonly #early: Exchange[] = [];
  /** Recorded operation to the URLs the simulator gave out for its own. */
  readonly #operations = new Map<string, { status: string; result: string }>();

  constructor(given: GivenArm, recording: Recording) {
    this.#given = given;
    this.#recording = recording;
    this.#seeding = new Seeding(given, recording);
  }

  /** What this exchange comes to, and those that were waiting for it. */
  async replay(exchange: Exchange, index: number): Promise<Outcome[]> {
    const outcome = await this.#replayOne(exchange, index);
    if (this.#recording.isGrouped && exchange.method === 'GET' && outcome.isTooEarly) {
      this.#early.push(exchange);
      return [];
    }
    return [outcome, ...(await this.#retryEarly(index))];
  }

  /** The verdicts on those whose time never came. */
  async finish(): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const exchange of this.#early)
      outcomes.push(await this.#replayOne(exchange, this.#recording.exchanges.length));
    return outcomes;
  }

  async #retryEarly(index: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const exchange of [...this.#early]) {
      const outcome = await this.#replayOne(exchange, index);
      if (outcome.isTooEarly) continue;
      this.#early.splice(this.#early.indexOf(exchange), 1);
      outcomes.push(outcome);
    }
    return outcomes;
  }

  async #replayOne(exchange: Exchange, index: number): Promise<Outcome & { isTooEarly?: boolean }> {
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
    const verdict = this.#judge(exchange, target, { answer, differences });
    const isTooEarly = differences.some(isOfState);
    return { ...outcome, verdict, isTooEarly, ...(sentAs !== undefined && { sentAs }) };
  }

  #judge({ status }: Exchange, target: Target, { answer, differences }: Asked): Verdict {
    if (answer.status === 501) return notSimulated(target);
    const verdict = judge(differences, { target, recording: this.#recording.name });
    return status === 429 ? onlyByFault(verdict) : verdict;
  }

  async #request(exchange: Exchange, target: Target, url: string): Promise<Asked> {
    await this.#given.clock.advance(200);
    const body = this.#bodyOf(exchange, target);
    const { answer, sentAs } = await this.#ask(exchange.method, url, body);
    const first = { answer, differences: this.#compare(exchange, target, answer), ...sentAs };
    // In a grouped recording it is not time that must pass but other exchanges that must come.
    if (exchange.method !== 'GET' || this.#recording.isGrouped) return first;
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
    if (target.resource !== undefined) this.#learnAhead(target.resource);
    const translate = (name: string) => this.#translated(target.resource ?? '', name);
    return [
      ...compareHeaders(exchange, answer.headers, this.#recording),
      ...compareBodies(exchange.responseBody, answer.body, translate),
    ];
  }

  #learnInstances({ responseBody }: Exchange, { operation, resource }: Target, answer: Answer): void {
    if (isInstanceList({ operation }) && resource !== undefined)
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

  /** The simulator's name of something, or a name that nothing has. */
  #translated(scaleSet: string, name: string): string {
    const instance = /\/virtualmachines\/([^/]+)/i.exec(name)?.[1];
    if (name.startsWith('/') && instance !== undefined && this.#names.knows(scaleSet))
      return name.replace(
        new RegExp(`(/virtualmachines/)${instance}`, 'i'),
        `$1${this.#names.simulated(scaleSet, instance) ?? '?'}`,
      );
    return this.#names.simulated(scaleSet, name) ?? this.#names.anywhere(name);
  }

  /** What a recording names before any list has shown it, it shows in a later list, or nowhere but in its URLs. */
  #learnAhead(scaleSet: string): void {
    const ours = this.#given.arm.sim.instances(scaleSet).flatMap(({ id, listed }) => (listed ? [id] : []));
    if (this.#names.knows(scaleSet) || ours.length === 0) return;
    const targets = this.#recording.exchanges.map(({ method, url }) => targetOf(method, url));
    const list = targets.findIndex((target) => target.resource === scaleSet && isInstanceList(target));
    const named = targets.flatMap(({ resource, instance = '*' }) =>
      resource === scaleSet && instance !== '*' ? [instance] : [],
    );
    const theirs =
      list < 0 ? named.sort() : idsIn(this.#recording.exchanges[list]?.responseBody, 'instanceId');
    // More than the list shows are still over-provisioned ones, any of which may go.
    if (list < 0 || ours.length === theirs.length) this.#names.learn(scaleSet, [...new Set(theirs)], ours);
  }

  /** An instance asked for before any list has shown it is taken by its place among all. */
  #own(scaleSet: string, instance: string): string {
    if (instance === '*') return instance;
    this.#learnAhead(scaleSet);
    return this.#names.simulated(scaleSet, instance) ?? instance;
  }

  /** The recorded body, or one that asks for what was answered where the recorder kept none. */
  #bodyOf(exchange: Exchange, target: Target): JsonObject | undefined {
    const { requestBody } = exchange;
    const ids = listAt(requestBody, 'instanceIds').map((id) => this.#own(target.resource ?? '', String(id)));
    if (ids.length > 0) return { ...objectAt(requestBody), instanceIds: ids };
    return isObject(requestBody) ? requestBody : guessedBody(exchange, target, this.#recording);
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

function isInstanceList({ operation }: Pick<Target, 'operation'>): boolean {
  return /^GET virtualMachineScaleSets\/\{\}\/virtualMachines$/i.test(operation);
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
