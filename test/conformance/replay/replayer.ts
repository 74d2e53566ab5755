import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../../../local/arm/json.ts';
import { givenArm, type Answer, type GivenArm } from '../../arm/given-arm.ts';
import { operationOf, pathOf, type Entry, type Recording } from './recording.ts';
import { sameContent, shapeDifferences } from './shape.ts';
import { adopt, seedStartingState } from './starting-state.ts';

export type Verdict = 'exact' | 'equal in shape' | 'differs' | '501' | 'not replayed';

export interface Replayed {
  operation: string;
  verdict: Verdict;
  why: string[];
}

/** Repeats a recording against a simulator that starts where it started. */
export async function replay({ entries }: Recording): Promise<Replayed[]> {
  const given = await givenArm({
    settings: { surplusNetworkSeconds: [864_000, 864_000], coreQuota: 1_000_000, eventDuplicateShare: 0 },
  });
  try {
    seedStartingState(given.arm.sim, entries);
    const replayer = new Replayer(given, entries);
    const results: Replayed[] = [];
    for (const entry of entries) results.push(await replayer.step(entry));
    return results;
  } finally {
    await given.arm.stop();
  }
}

/** Long enough for whatever runs to end; what is discarded stays on the network for ten days. */
const SETTLING = 3_600_000;
/** Between two requests; long enough for a write that changes nothing on the machines. */
const PAUSE = 2_000;

class Replayer {
  readonly #given: GivenArm;
  /** Recorded operation ids to our URLs to poll and to monitor. */
  readonly #operations = new Map<string, { poll: string; monitor: string }>();
  /** Recorded instance ids to ours, by set. */
  readonly #instances = new Map<string, Map<string, string>>();

  /** Recorded names of Flexible machines to ours. */
  readonly #machines = new Map<string, string>();
  readonly #entries: Entry[];

  constructor(given: GivenArm, entries: Entry[]) {
    this.#entries = entries;
    this.#given = given;
  }

  /** Sets that somebody else created while it was recorded appear when they are first seen. */
  async #appear(entry: Entry): Promise<void> {
    const path = pathOf(entry.url);
    if (!/\/virtualMachineScaleSets\/[^/]+$/i.test(path)) return;
    const { status } = await this.#given.ask('GET', `${path}?api-version=2024-07-01`);
    if (status === 404) adopt(this.#given.arm.sim, this.#entries, objectAt(entry, 'responseBody'));
  }

  async step(entry: Entry): Promise<Replayed> {
    const operation = operationOf(entry);
    const url = this.#urlFor(entry);
    if (url === undefined) return { operation, verdict: 'not replayed', why: ['began before the recording'] };
    if (expectsSettled(entry)) await this.#given.clock.advance(SETTLING);
    else if (entry.method !== 'GET') await this.#given.clock.advance(PAUSE);
    if (entry.method === 'GET' && entry.status === 200) await this.#appear(entry);
    const body = this.#bodyFor(entry);
    const answer = await this.#given.ask(entry.method, url, body === undefined ? {} : { body });
    this.#learn(entry, answer);
    return { operation, ...judge(entry, answer) };
  }

  #urlFor(entry: Entry): string | undefined {
    const operation = operationIdOf(entry.url);
    if (operation !== undefined) {
      const known = this.#operations.get(operation);
      return entry.url.includes('monitor=true') ? known?.monitor : known?.poll;
    }
    const { pathname, search } = new URL(entry.url);
    return `${this.#mapped(pathname)}${search}`;
  }

  #mapped(path: string): string {
    const machine = /^(.*\/Microsoft\.Compute\/virtualMachines\/)([^/]+)(.*)$/i.exec(path);
    if (machine) return `${machine[1]}${this.#machines.get(machine[2] ?? '') ?? machine[2]}${machine[3]}`;
    const match = /^(.*\/virtualMachineScaleSets\/[^/]+)\/virtualMachines\/(\d+)(.*)$/i.exec(path);
    if (!match) return path;
    const [, set = '', id = '', rest = ''] = match;
    return `${set}/virtualMachines/${this.#instances.get(set.toLowerCase())?.get(id) ?? id}${rest}`;
  }

  /** Some recordings kept no bodies of requests; there the answer tells what was asked for. */
  #bodyFor({ method, url, requestBody, responseBody, status }: Entry): unknown {
    if (method === 'GET' || method === 'DELETE') return undefined;
    if (isObject(requestBody) && Array.isArray(requestBody.instanceIds))
      return this.#mappedIds(url, requestBody);
    if (requestBody !== null) return requestBody;
    if (status >= 400) return refusedBody(textAt(responseBody, 'error', 'message') ?? '');
    if (method === 'POST')
      return /\/(manualupgrade|delete)$/i.test(pathOf(url)) ? { instanceIds: ['*'] } : undefined;
    return asked(objectAt({ responseBody }, 'responseBody'));
  }

  #mappedIds(url: string, body: JsonObject): JsonObject {
    const ids = this.#instances.get(
      pathOf(url)
        .toLowerCase()
        .replace(/\/[^/]+$/, ''),
    );
    return { ...body, instanceIds: listAt(body, 'instanceIds').map((id) => ids?.get(String(id)) ?? id) };
  }

  #learn(entry: Entry, answer: Answer): void {
    const recorded = operationIdOf(entry.responseHeaders['azure-asyncoperation'] ?? '');
    const poll = answer.headers.get('azure-asyncoperation');
    if (recorded !== undefined && poll !== null)
      this.#operations.set(recorded, { poll, monitor: answer.headers.get('location') ?? poll });
    const path = pathOf(entry.url).toLowerCase();
    if (!path.endsWith('/virtualmachines') || !path.includes('/virtualmachinescalesets/')) return;
    const [theirs, ours] = [entry.responseBody, answer.body].map((body) =>
      listAt(body, 'value').map((item) => textAt(item, 'instanceId') ?? ''),
    );
    const pairs = (theirs ?? []).flatMap((id, index) => (ours?.[index] ? [[id, ours[index]] as const] : []));
    for (const [recorded, actual] of pairs) if (!/^\d+$/.test(recorded)) this.#machines.set(recorded, actual);
    this.#instances.set(path.replace(/\/virtualmachines$/, ''), new Map(pairs));
  }
}

function judge(entry: Entry, answer: Answer): Omit<Replayed, 'operation'> {
  if (answer.status === 501) return { verdict: '501', why: [] };
  const why = [
    ...(answer.status === entry.status ? [] : [`status ${answer.status} for ${entry.status}`]),
    ...headerDifferences(entry, answer),
    ...stateDifferences(entry, answer),
    ...shapeDifferences(entry.responseBody ?? undefined, answer.body).map((text) => text.slice(0, 160)),
  ];
  if (why.length > 0) return { verdict: 'differs', why };
  return {
    verdict: sameContent(entry.responseBody ?? undefined, answer.body) ? 'exact' : 'equal in shape',
    why,
  };
}

/** Whether there is an operation to poll and a monitor; the values are made up anew each time. */
function headerDifferences({ responseHeaders }: Entry, answer: Answer): string[] {
  return ['azure-asyncoperation', 'location'].flatMap((name) => {
    const has = answer.headers.has(name);
    if (has === name in responseHeaders) return [];
    return [has ? `also header ${name}` : `no header ${name}`];
  });
}

function stateDifferences({ responseBody }: Entry, answer: Answer): string[] {
  return [['properties', 'provisioningState'], ['status'], ['error', 'code']].flatMap((path) => {
    const [theirs, ours] = [textAt(responseBody, ...path), answer.at(...path)];
    return theirs === undefined || theirs === ours ? [] : [`${path.join('.')} ${String(ours)} for ${theirs}`];
  });
}

/** An answer that shows something finished is asked for after it has finished. */
function expectsSettled({ method, responseBody, url }: Entry): boolean {
  if (method !== 'GET') return false;
  if (url.includes('monitor=true')) return true;
  const status = textAt(responseBody, 'status');
  if (status !== undefined) return status !== 'InProgress';
  const state = textAt(responseBody, 'properties', 'provisioningState');
  return state === undefined || state === 'Succeeded';
}

function operationIdOf(url: string): string | undefined {
  return /\/operations\/([0-9a-f-]{36})/i.exec(url)?.[1]?.toLowerCase();
}

/** What was asked for, as far as the refusal tells. */
function refusedBody(message: string): JsonObject {
  const id = /instanceId (\S+) is not/.exec(message)?.[1];
  if (id !== undefined) return { instanceIds: [id] };
  const cores = Number(/Additional requested: (\d+)/.exec(message)?.[1] ?? 0);
  const profile = { osProfile: { computerNamePrefix: 'vm' } };
  return {
    location: 'eastus2',
    sku: { name: 'Standard_A1', tier: 'Standard', capacity: cores },
    properties: { virtualMachineProfile: profile },
  };
}

/** The body of a PUT or PATCH as its answer gives it back. */
function asked(body: JsonObject): JsonObject {
  const kept = without(body, 'id', 'name', 'type', 'etag');
  return isObject(kept.properties)
    ? {
        ...kept,
        properties: without(kept.properties, 'provisioningState', 'uniqueId', 'timeCreated', 'resourceGuid'),
      }
    : kept;
}
