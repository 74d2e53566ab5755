import { styleText } from 'node:util';
import { EntryPrinter } from './entry-printer.ts';
import type { FleetApi, InstanceItem } from './fleet-api.ts';

const FLEET = 'web';
const GLYPHS: Record<InstanceItem['state'], string> = {
  creating: '◌',
  stopped: '◍',
  ready: '●',
  failed: '✖',
  deleting: '◌',
  gone: '○',
};

/** Shows the fleet's story as it happens: what was decided and why, and the instances whenever one changes. */
export class DemoTerminal {
  readonly #api: FleetApi;
  readonly #print: (line: string) => void;
  readonly #entries: EntryPrinter;
  #instances = '';

  constructor(api: FleetApi, print: (line: string) => void = console.log) {
    this.#api = api;
    this.#print = print;
    this.#entries = new EntryPrinter(print, ({ kind }) => ({ style: COLOURS[kind] }));
  }

  stage(title: string): void {
    this.#print(`\n${styleText('bold', title)}`);
  }

  /** Prints what is new. */
  async refresh(): Promise<void> {
    for (const entry of await this.#api.timeline(FLEET)) this.#entries.show(entry);
    const instances = await this.#api.instances(FLEET);
    const sorted = instances.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const line = sorted.map(instanceInShort).join('  ');
    if (line !== this.#instances && line) this.#print(`        ${line}`);
    this.#instances = line;
  }
}

const COLOURS: Record<string, 'green' | 'yellow' | 'red'> = {
  targetsRegistered: 'green',
  targetsAdopted: 'green',
  targetsHealthy: 'green',
  deploymentSucceeded: 'green',
  instancesMissing: 'yellow',
  instancesGone: 'yellow',
  targetPruned: 'yellow',
  instancesFailed: 'red',
  registrationFailed: 'red',
  targetsUnhealthy: 'red',
  deploymentFailed: 'red',
  pruneNeedsYes: 'red',
};

function instanceInShort(instance: InstanceItem): string {
  const { name, state, missingSince } = instance;
  if (missingSince !== undefined) return styleText('dim', `○ ${name} gone`);
  return `${GLYPHS[state]} ${name} ${progressOf(instance)}`;
}

function progressOf({ state, target, health, releases }: InstanceItem): string {
  const [release] = releases;
  if (release) return release.state === 'deployed' ? release.version : `${release.version} ${release.state}`;
  if (!target) return state;
  return health === 'healthy' ? 'healthy' : 'registered';
}
