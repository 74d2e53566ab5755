import type { Documents, Kind } from '../model.ts';
import type { Store } from './store.ts';

const ID_PREFIX: Partial<Record<Kind, string>> = {
  spaces: 'Spaces',
  environments: 'Environments',
  projects: 'Projects',
  channels: 'Channels',
  lifecycles: 'Lifecycles',
  releases: 'Releases',
  runbooks: 'Runbooks',
  runbooksnapshots: 'RunbookSnapshots',
  runbookruns: 'RunbookRuns',
  triggers: 'ProjectTriggers',
  tenants: 'Tenants',
  machinepolicies: 'MachinePolicies',
  workerpools: 'WorkerPools',
  accounts: 'Accounts',
  deploymentfreezes: 'DeploymentFreezes',
  machines: 'Machines',
  workers: 'Workers',
  tasks: 'ServerTasks',
  deployments: 'Deployments',
  interruptions: 'Interruptions',
  events: 'Events',
};

/** Told of every write of a store, in order. */
export interface WriteListener {
  written(kind: Kind, id: string): void;
  cleared(): void;
}

/** Keeps everything in maps: all reads of every store are answered from here. */
export class MemoryStore implements Store {
  readonly #collections = new Map<Kind, Map<string, Documents[Kind]>>();
  readonly #listener: WriteListener | undefined;

  constructor(listener?: WriteListener) {
    this.#listener = listener;
  }

  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#collection(kind).get(id);
  }

  all<K extends Kind>(kind: K): Documents[K][] {
    return [...this.#collection(kind).values()];
  }

  count(kind: Kind): number {
    return this.#collection(kind).size;
  }

  put<K extends Kind>(kind: K, document: Documents[K]): void {
    this.#collection(kind).set(document.Id, document);
    this.#listener?.written(kind, document.Id);
  }

  remove(kind: Kind, id: string): boolean {
    const removed = this.#collection(kind).delete(id);
    if (removed) this.#listener?.written(kind, id);
    return removed;
  }

  newId(kind: Kind): string {
    const last = (this.get('counters', kind)?.last ?? 0) + 1;
    this.put('counters', { Id: kind, last });
    return `${ID_PREFIX[kind] ?? kind}-${last}`;
  }

  commit(): void {
    // What is in memory is as durable as this store gets.
  }

  /** Equal contents give equal text, in whatever order the kinds came into being. */
  snapshot(): string {
    const collections = [...this.#collections]
      .filter(([, documents]) => documents.size > 0)
      .map(([kind, documents]) => [kind, [...documents.values()]] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify(collections);
  }

  restore(snapshot: string): void {
    const collections = JSON.parse(snapshot) as [Kind, Documents[Kind][]][];
    this.#collections.clear();
    this.#listener?.cleared();
    for (const [kind, documents] of collections) for (const document of documents) this.put(kind, document);
  }

  close(): void {
    this.#collections.clear();
  }

  #collection<K extends Kind>(kind: K): Map<string, Documents[K]> {
    let collection = this.#collections.get(kind);
    if (!collection) this.#collections.set(kind, (collection = new Map<string, Documents[Kind]>()));
    return collection as Map<string, Documents[K]>;
  }
}
