import { styleText } from 'node:util';
import type { InstanceTruth } from '../arm/sim/ground-truth.ts';
import type { Arm } from '../arm/start-arm.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { EntryPrinter, type Look, type Style } from './entry-printer.ts';
import type { FleetApi } from './fleet-api.ts';

const STYLES: Record<string, Style> = {
  stepBegan: 'bold',
  changeFailed: 'red',
  rolloutTurnedBack: 'yellow',
  rolloutPaused: 'yellow',
  rolloutWaits: 'yellow',
  rolloutSucceeded: 'green',
  rolloutEnded: 'green',
};

/** A step follows the one before it, and what is done was begun for the same reason: neither is told twice. */
const WITHOUT_REASON = ['stepBegan', 'changeDone'];

function lookOf({ kind, data }: TimelineEntry): Look {
  const measured = data?.['verdict'] === 'success' ? 'green' : 'red';
  return {
    style: kind === 'measured' ? measured : STYLES[kind],
    withoutReason: WITHOUT_REASON.includes(kind),
  };
}

/** Shows a rollout as it happens: what was done and why, and the machines whenever one changes. */
export class RolloutTerminal {
  readonly #api: FleetApi;
  readonly #sim: Arm['sim'];
  readonly #print: (line: string) => void;
  readonly #fleet = 'web';
  #entries: { rollout: string; printer: EntryPrinter } | undefined;
  #machines = '';

  constructor(api: FleetApi, sim: Arm['sim'], print: (line: string) => void) {
    this.#api = api;
    this.#sim = sim;
    this.#print = print;
  }

  stage(title: string): void {
    this.#print(`\n${styleText('bold', title)}`);
  }

  lines(lines: string[]): void {
    for (const line of lines) this.#print(`        ${line}`);
  }

  /** Prints what is new of a rollout; its time is counted from its first entry. */
  async refresh(rollout: string): Promise<void> {
    if (this.#entries?.rollout !== rollout)
      this.#entries = { rollout, printer: new EntryPrinter(this.#print, lookOf) };
    for (const entry of await this.#api.rolloutTimeline(rollout)) this.#entries.printer.show(entry);
    const line = machinesInShort(this.#sim.instances(), this.#fleet);
    if (line !== this.#machines) this.#print(`        ${line}`);
    this.#machines = line;
  }
}

function machinesInShort(machines: InstanceTruth[], fleet: string): string {
  const bySet = new Map<string, InstanceTruth[]>();
  for (const machine of machines.filter(({ listed, surplus }) => listed && !surplus)) {
    const name = machine.scaleSet.split('/').at(-1) ?? '';
    const isOfFleet = name === fleet || name.startsWith(`${fleet}__`);
    if (isOfFleet) bySet.set(name, [...(bySet.get(name) ?? []), machine]);
  }
  return [...bySet].map(([name, each]) => `${name} ${each.map(glyph).join('')} ${imageOf(each)}`).join('   ');
}

function glyph({ running, deletingAt, application }: InstanceTruth): string {
  if (!running || deletingAt !== null) return '◌';
  return application.state === 'well' ? '●' : styleText('red', '✖');
}

function imageOf([first]: InstanceTruth[]): string {
  return first?.application.version ?? '';
}
