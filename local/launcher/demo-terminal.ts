import { styleText } from 'node:util';
import type { TimelineEntry } from '../../shared/contracts/ledger.ts';
import type { FleetApi, InstanceItem } from './fleet-api.ts';

const FLEET = 'web';
const GLYPHS: Record<InstanceItem['state'], string> = {
  creating: '◌',
  ready: '●',
  failed: '✖',
  deleting: '◌',
  gone: '○',
};

/** Shows the fleet's story as it happens: what was decided and why, and the instances whenever one changes. */
export class DemoTerminal {
  readonly #api: FleetApi;
  readonly #print: (line: string) => void;
  readonly #shown = new Set<string>();
  #instances = '';
  #begun: number | undefined;

  constructor(api: FleetApi, print: (line: string) => void = console.log) {
    this.#api = api;
    this.#print = print;
  }

  stage(title: string): void {
    this.#print(`\n${styleText('bold', title)}`);
  }

  /** Prints what is new. */
  async refresh(): Promise<void> {
    for (const entry of await this.#api.timeline(FLEET)) this.#show(entry);
    const instances = await this.#api.instances(FLEET);
    const sorted = instances.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const line = sorted.map(instanceInShort).join('  ');
    if (line !== this.#instances && line) this.#print(`        ${line}`);
    this.#instances = line;
  }

  #show(entry: TimelineEntry): void {
    const key = `${entry.at}${entry.kind}${entry.message}`;
    if (this.#shown.has(key)) return;
    this.#shown.add(key);
    this.#begun ??= Date.parse(entry.at);
    const seconds = Math.round((Date.parse(entry.at) - this.#begun) / 1000);
    const time = styleText(
      'dim',
      `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`,
    );
    this.#print(`${time}  ${coloured(entry)}\n        ${styleText('dim', `because ${entry.reason}`)}`);
  }
}

function coloured({ kind, message }: TimelineEntry): string {
  if (/succeeded|healthy|registered/i.test(kind) && !/un/.test(kind)) return styleText('green', message);
  if (/pruned|missing|gone/i.test(kind)) return styleText('yellow', message);
  if (/failed|unhealthy|needsYes/i.test(kind)) return styleText('red', message);
  return message;
}

function instanceInShort({ name, state, missingSince, target, health, releases }: InstanceItem): string {
  if (missingSince !== undefined) return styleText('dim', `○ ${name} gone`);
  const release = releases[0];
  const progress = release
    ? `${release.version}${release.state === 'deployed' ? '' : ` ${release.state}`}`
    : target
      ? health === 'healthy'
        ? 'healthy'
        : 'registered'
      : state;
  return `${GLYPHS[state]} ${name} ${progress}`;
}
