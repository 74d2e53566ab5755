import { textAt, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, type Answer, type GivenArm } from '../arm/given-arm.ts';
import { compareBodies, type Difference } from './compare-bodies.ts';
import { compareHeaders } from './compare-headers.ts';
import type { Exchange, Recording } from './recording.ts';
import { Seeding } from './seeding.ts';
import { targetOf, type Target } from './target.ts';
import { Translation } from './translation.ts';
import { judge, notSimulated, onlyByFault, type Verdict } from './verdict.ts';

/** What became of one exchange. */
export interface Outcome {
  operation: string;
  /** How many recorded exchanges it stands for. */
  times: number;
  verdict: Verdict;
  /** What was found between the recorded answer and the simulator's. */
  differences: Difference[];
  /** Position in the recording; of what was set up before it none. */
  index?: number;
}

/** Replays a recording against a simulator of its own, on a clock that moves only as far as the recording needs. */
export async function replay(recording: Recording): Promise<Outcome[]> {
  const given = await givenArm({ rateLimits: true, settings: { requireExistence: false } });
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
  readonly #translation: Translation;
  /** Those of a grouped recording that find a state from before theirs. */
  readonly #early: Array<{ exchange: Exchange; index: number }> = [];

  constructor(given: GivenArm, recording: Recording) {
    this.#given = given;
    this.#recording = recording;
    this.#seeding = new Seeding(given, recording);
    this.#translation = new Translation(given, recording);
  }

  /** What this exchange comes to, and those that were waiting for it. */
  async replay(exchange: Exchange, index: number): Promise<Outcome[]> {
    const outcome = await this.#replayOne(exchange, index);
    if (this.#recording.isGrouped && exchange.method === 'GET' && outcome.isTooEarly) {
      this.#early.push({ exchange, index });
      return [];
    }
    return [outcome, ...(await this.#retryEarly())];
  }

  /** The verdicts on those whose time never came. */
  async finish(): Promise<Outcome[]> {
    const outcomes = this.#seeding.failures.map((failure): Outcome => {
      const verdict: Verdict = { name: 'differs', reasons: [`not set up: ${failure}`] };
      return { operation: 'starting state', times: 0, verdict, differences: [] };
    });
    for (const { exchange, index } of this.#early) outcomes.push(await this.#replayOne(exchange, index));
    return outcomes;
  }

  async #retryEarly(): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const early of [...this.#early]) {
      const outcome = await this.#replayOne(early.exchange, early.index);
      if (outcome.isTooEarly) continue;
      this.#early.splice(this.#early.indexOf(early), 1);
      outcomes.push(outcome);
    }
    return outcomes;
  }

  async #replayOne(exchange: Exchange, index: number): Promise<Outcome & { isTooEarly?: boolean }> {
    const target = targetOf(exchange.method, exchange.url);
    await this.#seeding.before(index, exchange);
    const url = this.#translation.urlOf(exchange, target);
    const outcome = { operation: target.operation, times: exchange.repeated ?? 1, index };
    if (url === undefined)
      return { ...outcome, verdict: this.#translation.whyUnknown(target), differences: [] };
    const { answer, differences } = target.polled
      ? await this.#poll(exchange, target, url)
      : await this.#request(exchange, target, url);
    this.#translation.learnOperation(exchange, answer);
    const verdict = this.#judge(exchange, target, { answer, differences });
    const isTooEarly = differences.some(isOfState);
    return { ...outcome, verdict, differences, isTooEarly };
  }

  #judge({ status }: Exchange, target: Target, { answer, differences }: Asked): Verdict {
    if (answer.status === 501) return notSimulated(target);
    const verdict = judge(differences, target);
    return status === 429 ? onlyByFault(verdict) : verdict;
  }

  async #request(exchange: Exchange, target: Target, url: string): Promise<Asked> {
    await this.#given.clock.advance(200);
    const body = this.#translation.bodyOf(exchange, target);
    const answer = await this.#ask(exchange.method, url, body);
    const first = { answer, differences: this.#compare(exchange, target, answer) };
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
      const answer = await this.#ask('GET', url);
      const differences = this.#compare(exchange, target, answer);
      if (!differences.some(isOfState)) return { answer, differences };
    }
    return undefined;
  }

  /** A recorded end is waited for; while the recording says running, no time passes. */
  async #poll(exchange: Exchange, target: Target, url: string): Promise<Asked> {
    const wanted = textAt(exchange.responseBody, 'status');
    let answer = await this.#ask('GET', url);
    for (
      let waited = 0, step = 1;
      isRunning(answer) && wanted !== 'InProgress';
      step = Math.min(step * 2, 60)
    ) {
      if ((waited += step) > LONGEST_OPERATION) break;
      await this.#given.clock.advance(step * 1_000);
      answer = await this.#ask('GET', url);
    }
    return { answer, differences: this.#compare(exchange, target, answer) };
  }

  #ask(method: string, url: string, body?: JsonObject): Promise<Answer> {
    return this.#given.ask(method, url, body === undefined ? {} : { body });
  }

  #compare(exchange: Exchange, target: Target, answer: Answer): Difference[] {
    if (answer.status !== exchange.status) return [statusDifference(exchange, answer)];
    this.#translation.learnInstances(exchange, target, answer);
    const translate = (name: string) => this.#translation.nameOf(target.resource ?? '', name);
    return [
      ...compareHeaders(exchange, answer.headers, this.#recording),
      ...compareBodies(exchange.responseBody, answer.body, translate),
    ];
  }
}

interface Asked {
  answer: Answer;
  differences: Difference[];
}

function statusDifference(exchange: Exchange, answer: Answer): Difference {
  const why = textAt(answer.body, 'error', 'message') ?? '';
  const detail = `${answer.status}, not ${exchange.status}${why === '' ? '' : ` (${why})`}`;
  return { path: 'status', kind: 'value', detail };
}

/** What changes by itself as time passes. */
const STATE =
  /(^|\.|\])(status|provisioningState|code|displayStatus|latestModelApplied|count|capacity|\w+InstanceCount|backendIPConfigurations?)$/;

function isOfState({ path, kind }: Difference): boolean {
  return kind === 'count' || STATE.test(path);
}

function isRunning(answer: Answer): boolean {
  return answer.status === 202 || answer.at('status') === 'InProgress';
}
