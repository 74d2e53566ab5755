import { isObject, listAt, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import type { Answer, GivenArm } from '../arm/given-arm.ts';
import { guessedBody } from './guessed-body.ts';
import { GroupNames } from './group-names.ts';
import { InstanceNames } from './instance-names.ts';
import type { Exchange, Recording } from './recording.ts';
import { targetOf, type Target } from './target.ts';
import type { Verdict } from './verdict.ts';

const OF_SCALE_SET = /^(.*\/virtualmachinescalesets\/[^/]+)\/virtualmachines\/([^/?]+)/;
const INSTANCES_NAMED =
  /(\/subscriptions\/[^"]*?\/virtualmachinescalesets\/[^/"]+)\/virtualmachines\/(\d+)(?=[/"])/g;
const VIRTUAL_MACHINE = /(\/virtualmachines\/)([^/?]+)/i;

/** Recorded requests in the simulator's own names: of instances, machines and operations, as they become known. */
export class Translation {
  readonly #given: GivenArm;
  readonly #recording: Recording;
  readonly #names = new InstanceNames();
  readonly #groups: GroupNames;
  /** Recorded operation to the URLs the simulator gave out for its own. */
  readonly #operations = new Map<string, { status: string; result: string }>();

  constructor(given: GivenArm, recording: Recording) {
    this.#given = given;
    this.#recording = recording;
    this.#groups = new GroupNames(recording);
  }

  /** Where the simulator has what the recorded URL asks for; undefined when it cannot have it. */
  urlOf({ url }: Exchange, { polled, query, instance, resource = '', type }: Target): string | undefined {
    if (polled !== undefined) {
      const urls = this.#operations.get(polled);
      const wantsResult = query.get('monitor') === 'true' || url.includes('operationResults');
      return wantsResult ? urls?.result : urls?.status;
    }
    const path = url.replace(/^https?:\/\/[^/]+/, '');
    if (instance !== undefined) return renamed(path, this.#own(resource, instance));
    return type === 'virtualmachines'
      ? path.replace(VIRTUAL_MACHINE, (_, start: string, name: string) => start + this.#names.anywhere(name))
      : path;
  }

  /** Why there is nothing to poll: that it began before nobody can help, that it was refused counts. */
  whyUnknown({ polled }: Target): Verdict {
    const begun = this.#recording.exchanges.some(({ responseHeaders }) =>
      [responseHeaders['azure-asyncoperation'], responseHeaders.location].some(
        (url) => url !== undefined && targetOf('GET', url).polled === polled,
      ),
    );
    return begun
      ? { name: 'differs', reasons: ['what began it is not simulated'] }
      : { name: 'not compared', reasons: ['its operation was begun before the recording'] };
  }

  /** The recorded body, or one that asks for what was answered where the recorder kept none. */
  bodyOf(exchange: Exchange, target: Target): JsonObject | undefined {
    const { requestBody } = exchange;
    const ids = listAt(requestBody, 'instanceIds').map((id) => this.#own(target.resource ?? '', String(id)));
    if (ids.length > 0) return { ...objectAt(requestBody), instanceIds: ids };
    return isObject(requestBody)
      ? unredacted(requestBody, exchange)
      : guessedBody(exchange, target, this.#recording);
  }

  /** The simulator's name or id of something that `scaleSet` may have, or a name that nothing has. */
  nameOf(scaleSet: string, name: string): string {
    if (!name.startsWith('/')) return this.#names.simulated(scaleSet, name) ?? this.#names.anywhere(name);
    const id = this.#groups.translate(name);
    const [, owner = '', instance] = OF_SCALE_SET.exec(id.toLowerCase()) ?? [];
    if (instance !== undefined && this.#names.knows(owner))
      return renamed(id, this.#names.simulated(owner, instance) ?? '?');
    return id.replace(
      VIRTUAL_MACHINE,
      (_, start: string, machine: string) => start + this.#names.anywhere(machine),
    );
  }

  learnInstances({ responseBody }: Exchange, target: Target, answer: Answer): void {
    const { operation, resource } = target;
    if (isInstanceList(target) && resource !== undefined)
      this.#names.learn(resource, idsIn(responseBody, 'instanceId'), idsIn(answer.body, 'instanceId'));
    if (operation === 'GET virtualMachines')
      this.#names.learn('virtualmachines', idsIn(responseBody, 'name'), idsIn(answer.body, 'name'));
    if (resource !== undefined) this.#learnAhead(resource);
    const [theirs, ours] = [instancesNamedIn(responseBody), instancesNamedIn(answer.body)];
    for (const [scaleSet, ids] of theirs)
      if (this.#names.knows(scaleSet) || !this.#isListed(scaleSet))
        this.#names.learnHidden(scaleSet, ids, ours.get(scaleSet) ?? []);
  }

  /** Whether some list will tell which instances are which. */
  #isListed(scaleSet: string): boolean {
    return this.#recording.exchanges.some(({ method, url }) => {
      const target = targetOf(method, url);
      return target.resource === scaleSet && isInstanceList(target);
    });
  }

  learnOperation({ responseHeaders }: Exchange, { headers }: Answer): void {
    const recorded = responseHeaders['azure-asyncoperation'] ?? responseHeaders.location;
    const polled = recorded === undefined ? undefined : targetOf('GET', recorded).polled;
    const status = headers.get('azure-asyncoperation');
    if (polled === undefined || status === null) return;
    this.#operations.set(polled, { status, result: headers.get('location') ?? status });
  }

  /** What a recording names before any list has shown it, it shows in a later list, or nowhere but in its URLs. */
  #learnAhead(scaleSet: string): void {
    const ours = this.#given.arm.sim.instances(scaleSet).flatMap(({ id, listed }) => (listed ? [id] : []));
    if (this.#names.knows(scaleSet) || ours.length === 0) return;
    const { exchanges } = this.#recording;
    const targets = exchanges.map(({ method, url }) => targetOf(method, url));
    const list = targets.findIndex((target) => target.resource === scaleSet && isInstanceList(target));
    const named = targets.flatMap(({ resource, instance = '*' }) =>
      resource === scaleSet && instance !== '*' ? [instance] : [],
    );
    const theirs = list < 0 ? named.sort() : idsIn(exchanges[list]?.responseBody, 'instanceId');
    // More than the list shows are still over-provisioned ones, any of which may go.
    if (list < 0 || ours.length === theirs.length) this.#names.learn(scaleSet, [...new Set(theirs)], ours);
  }

  /** An instance asked for before any list has shown it is taken by its place among all. */
  #own(scaleSet: string, instance: string): string {
    if (instance === '*') return instance;
    this.#learnAhead(scaleSet);
    return this.#names.simulated(scaleSet, instance) ?? instance;
  }
}

/** User data that the collection took out differed from request to request, so each gets some of its own. */
function unredacted(body: JsonObject, { responseBody }: Exchange): JsonObject {
  const version = textAt(responseBody, 'etag') ?? '';
  return JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    name === 'userData' && value === 'REDACTED'
      ? Buffer.from(`user data ${version}`).toString('base64')
      : value,
  ) as JsonObject;
}

/** Every instance that ids in a body name, by scale set, in the order of their ids. */
function instancesNamedIn(body: unknown): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const [, owner = '', instance = ''] of JSON.stringify(body ?? null)
    .toLowerCase()
    .matchAll(INSTANCES_NAMED)) {
    const ids = found.get(owner) ?? new Set();
    found.set(owner, ids.add(instance));
  }
  const inOrder = (ids: Set<string>) => [...ids].sort((a, b) => Number(a) - Number(b));
  return new Map([...found].map(([owner, ids]) => [owner, inOrder(ids)]));
}

function renamed(path: string, instance: string): string {
  return path.replace(VIRTUAL_MACHINE, (_, start: string) => start + instance);
}

function isInstanceList({ operation }: Target): boolean {
  return /^GET virtualMachineScaleSets\/\{\}\/virtualMachines$/i.test(operation);
}

function idsIn(body: unknown, name: string): string[] {
  return listAt(body, 'value').flatMap((item) => textAt(item, name) ?? []);
}
