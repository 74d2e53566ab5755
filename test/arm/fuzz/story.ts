import { validateHeaderValue } from 'node:http';

import { isObject, sameJson, textAt, type JsonObject } from '../../../local/arm/json.ts';
import type { Written } from '../../../local/arm/http/written.ts';
import type { RestOperation } from '../../../local/arm/operations/rest-operation.ts';
import { REST_OPERATIONS } from '../../../local/arm/operations/table.ts';
import type { Journal } from '../../../local/arm/store/journal.ts';
import { FuzzWorld, type Asked } from './fuzz-world.ts';
import { grown } from './member-values.ts';
import { mutatedText } from './mutate.ts';
import { urlOf } from './paths.ts';
import { Random } from './random.ts';
import { sendableTo } from './sendable.ts';

export interface StoryResult {
  requests: number;
  /** Requests whose body was a mutation of a valid one. */
  mutations: number;
  accepted: number;
  /** Operations asked at least once, by method and path. */
  asked: Set<string>;
  failures: string[];
}

const WITH_BODY = REST_OPERATIONS.filter((operation) => /^(PUT|PATCH|POST)$/.test(operation.method));
const WRITES = WITH_BODY.filter((operation) => operation.method !== 'POST');
/** Deletions are rarer than their share, or soon nothing is left to ask about; whole groups rarer still. */
const PLAIN = REST_OPERATIONS.filter((operation) => operation.method !== 'DELETE');
const DELETIONS = REST_OPERATIONS.filter((operation) => operation.method === 'DELETE');
const MOMENTS = [0, 1_000, 30_000, 300_000, 1_800_000];
/** Refusals that have nothing to do with what is put back. */
const REFUSED = /"(ResourceGroupBeingDeleted|ScopeLocked)"/;
const HEADERS = ['if-match', 'if-none-match', 'x-ms-odd', 'accept-language'];
const HEADER_VALUES = ['*', '"1"', 'W/"a"', '', 'caf\u00e9', '\u65e5\u672c'];

/** One run of requests on one small region, the same whenever it has the same seed. */
export class Story {
  readonly #random: Random;
  readonly #seed: number;
  readonly #journal: Journal;
  readonly #region: FuzzWorld;
  #after = '';
  readonly #result: StoryResult = { requests: 0, mutations: 0, accepted: 0, asked: new Set(), failures: [] };

  constructor(seed: number, journal: Journal) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#journal = journal;
    this.#region = new FuzzWorld(journal);
    this.#region.populate();
  }

  run(length: number): StoryResult {
    while (this.#result.requests < length) {
      if (this.#random.chance(0.04)) this.#region.clock.advance(this.#random.pick(MOMENTS));
      this.#step();
    }
    this.#restart();
    return this.#result;
  }

  #step(): void {
    const operation = this.#operation();
    this.#result.asked.add(`${operation.method} ${operation.path}`);
    const asked = this.#request(operation);
    const answer = this.#ask(asked);
    if (answer.status >= 300 || !WRITES.includes(operation)) return;
    this.#result.accepted++;
    this.#roundTrip(operation, asked);
    if (operation.path.endsWith('{lock}')) this.#unlock(asked);
    this.#after = '';
  }

  #operation(): RestOperation {
    const dice = this.#random.next();
    if (dice < 0.55) return this.#random.pick(WRITES);
    if (dice < 0.85) return this.#random.pick(WITH_BODY);
    if (dice < 0.97) return this.#random.pick(PLAIN);
    const operation = this.#random.pick(DELETIONS);
    return operation.path.endsWith('{resourceGroup}') && this.#random.chance(0.8)
      ? this.#random.pick(PLAIN)
      : operation;
  }

  #request(operation: RestOperation): Asked {
    const { method } = operation;
    const url = urlOf(operation, this.#region.world.store, this.#random);
    const text = this.#text(operation, url);
    const odd = this.#random.chance(0.03);
    const headers = odd ? { [this.#random.pick(HEADERS)]: this.#random.pick(HEADER_VALUES) } : {};
    return { method, url, text, headers };
  }

  #text(operation: RestOperation, url: string): string {
    const sendable = sendableTo(operation);
    if (!sendable) return '';
    const given = this.#valid(url, sendable.bodies);
    const source = { random: this.#random, ids: this.#ids() };
    const body = sendable.table && this.#random.chance(0.3) ? grown(sendable.table, given, source) : given;
    if (this.#random.chance(0.15)) return JSON.stringify(body);
    this.#result.mutations++;
    return mutatedText(body, this.#random);
  }

  /** Most locks are taken away at once, or soon nothing more could be written. */
  #unlock({ url }: Asked): void {
    if (this.#random.chance(0.9)) this.#ask({ method: 'DELETE', url });
  }

  /** What GET answers there, or one of the bodies that are taken. */
  #valid(url: string, bodies: readonly JsonObject[]): JsonObject {
    if (this.#random.chance(0.5)) return this.#random.pick(bodies);
    const { status, text } = this.#region.ask({ method: 'GET', url });
    const body: unknown = status === 200 ? JSON.parse(text) : undefined;
    return isObject(body) && !Array.isArray(body['value']) ? body : this.#random.pick(bodies);
  }

  #ids(): string[] {
    const ids = [...this.#region.world.store.resources.values()].map(({ id }) => id);
    const [net, balancer] = [
      'virtualNetworks/net/subnets/default',
      'loadBalancers/lb/backendAddressPools/blue',
    ];
    const network = ids[0]?.split('/providers/')[0] ?? '';
    return [...ids, ...[net, balancer].map((name) => `${network}/providers/Microsoft.Network/${name}`)];
  }

  /** Asks, and checks what holds for every answer. */
  #ask(asked: Asked): Written {
    const before = this.#region.records();
    const answer = this.#region.ask(asked);
    this.#result.requests++;
    for (const defect of this.#region.defects.splice(0)) this.#fail(asked, defect);
    if (answer.status >= 500 && !isNotSimulated(answer)) this.#fail(asked, `answered ${answer.status}`);
    const problem = shapeProblem(answer);
    if (problem !== undefined) this.#fail(asked, problem);
    const keeps = answer.status >= 400 || /^(GET|HEAD)$/.test(asked.method);
    if (keeps && !same(before, this.#region.records()))
      this.#fail(asked, `changed something with ${answer.status}`);
    return answer;
  }

  /** What was accepted reads, and what it reads can be put back without a change. */
  #roundTrip(operation: RestOperation, asked: Asked): void {
    const { url: written } = asked;
    this.#after = `\n  after ${asked.method} ${written}\n  ${shown(asked)}`;
    const url = written.split('?')[0] + '?api-version=' + (/api-version=([\w-]+)/.exec(written)?.[1] ?? '');
    const got = this.#ask({ method: 'GET', url });
    const known = REST_OPERATIONS.some(
      ({ method, path }) => method === 'PUT' && path === operation.path && !path.endsWith('{deployment}'),
    );
    if (got.status !== 200 && got.status !== 501)
      this.#fail({ method: 'GET', url }, `reads ${got.status} after a write`);
    if (got.status === 200 && known) this.#putBack(url, got);
  }

  #putBack(url: string, got: Written): void {
    const models = this.#models();
    const asked = { method: 'PUT', url, text: got.text };
    const put = this.#ask(asked);
    if (isNotSimulated(put) || REFUSED.test(put.text)) return;
    if (put.status >= 300) return this.#fail(asked, `what was read is refused: ${put.text}`);
    if (this.#models() !== models) this.#fail(asked, 'its own answer makes a new model');
    const [before, after] = [lasting(got), lasting(this.#ask({ method: 'GET', url }))];
    if (!sameJson(before, after))
      this.#fail(asked, `changed by its own answer: ${difference(before, after)}`);
  }

  /** A set has a new one whenever its machines are to be brought to something else. */
  #models(): string {
    return [...this.#region.world.store.scaleSets.values()]
      .map(({ key, modelVersion }) => `${key} ${modelVersion}`)
      .join();
  }

  /** From what the disk has, everything is there again and reads the same. */
  #restart(): void {
    const again = new FuzzWorld(this.#journal, this.#region.clock);
    const [before, after] = [new Set(this.#region.told()), new Set(again.told())];
    const lost = [...before].filter((line) => !after.has(line));
    const found = [...after].filter((line) => !before.has(line));
    for (const line of [...lost, ...found])
      this.#fail({ method: 'RESTART', url: '' }, `not the same state: ${line}`);
    for (const id of this.#ids()) {
      const asked = { method: 'GET', url: `${id}?api-version=2026-04-01`, id: 'again' };
      const [one, other] = [this.#region.ask(asked), again.ask(asked)];
      if (one.text !== other.text)
        this.#fail(
          asked,
          `reads otherwise after a restart: ${difference(JSON.parse(one.text), JSON.parse(other.text))}`,
        );
    }
  }

  #fail({ method, url, text = '', headers = {} }: Asked, what: string): void {
    const at = `seed ${this.#seed}, request ${this.#result.requests}`;
    const request = `${method} ${url} ${JSON.stringify(headers)}\n  ${shown({ text })}`;
    this.#result.failures.push(`${what}\n  ${at}: ${request}${this.#after}`);
  }
}

function shown({ text = '' }: Pick<Asked, 'text'>): string {
  return text.length > 3_000 ? `${text.slice(0, 3_000)}...` : text;
}

function same(before: unknown[], after: unknown[]): boolean {
  return before.length === after.length && before.every((record, index) => record === after[index]);
}

function isNotSimulated({ status, text }: Written): boolean {
  return status === 501 && text.includes('"NotSimulated"');
}

/** Answers can be sent and read, and refusals say why. */
function shapeProblem({ status, headers, text }: Written): string | undefined {
  for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, value);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (status < 400 || text === '') return undefined;
  const told = textAt(body, 'error', 'code') && textAt(body, 'error', 'message');
  return told ? undefined : `refused without code and message: ${text}`;
}

/** An answer without what every write moves. */
function lasting({ text }: Written): unknown {
  return JSON.parse(text, (name, value: unknown) =>
    /^(etag|provisioningState|latestModelApplied)$/.test(name) ? undefined : value,
  );
}

function difference(a: unknown, b: unknown, path = ''): string {
  if (!isObject(a) || !isObject(b)) return `${path}: ${JSON.stringify(a)} / ${JSON.stringify(b)}`;
  const name =
    [...new Set([...Object.keys(a), ...Object.keys(b)])].find((key) => !sameJson(a[key], b[key])) ?? '';
  return difference(a[name], b[name], `${path}.${name}`);
}
