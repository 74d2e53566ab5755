import type { Clock } from '../clock/clock.ts';
import { CallMeter } from '../launcher/call-meter.ts';
import { FleetApi } from '../launcher/fleet-api.ts';
import { LOCAL_KEY } from '../launcher/local-keys.ts';
import { seedOutside } from '../launcher/seed-outside.ts';
import { adaptersTo, eventDoor, type Outside, startInside, startOutside } from '../launcher/start-world.ts';

/** A story that is played on one machine and told as it happens. */
export interface Demo<Summary> {
  /** How many times as fast as the wall clock it runs. */
  timeScale: number;
  /** Plays it; `print` is given what people read, line by line. */
  play(set: DemoSet, print: (line: string) => void): Promise<Summary>;
  /** What it came to, for people. */
  printInShort(summary: Summary): void;
  /** Whether it ended as it is told to. */
  wentWell(summary: Summary): boolean;
}

/** What a demo is played on: the app, and the simulators with what `npm start` finds on its first start. */
export interface DemoSet {
  clock: Clock;
  outside: Outside;
  api: FleetApi;
  meter: CallMeter;
  strike(): Promise<void>;
}

/** Puts up everything in memory, on free ports. */
export async function buildSet(clock: Clock): Promise<DemoSet> {
  const options = { clock, ports: { host: 0, arm: 0, octopus: 0 } };
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, clock));
  await outside.arm.sim.subscribe({ url: eventDoor(inside.host.url), schema: 'EventGridSchema' });
  const meter = new CallMeter(outside, clock);
  const strike = async () => {
    meter.stop();
    await inside.stop();
    await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
  };
  return { clock, outside, api: new FleetApi(inside.host.url, LOCAL_KEY), meter, strike };
}
