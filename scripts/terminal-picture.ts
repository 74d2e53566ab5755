// First, so that the app's packages find the host they run on.
import '../local/host/install-core.ts';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runFleet } from '../cli/run-fleet.ts';
import { VirtualClock } from '../local/clock/virtual-clock.ts';
import { seedOutside } from '../local/launcher/seed-outside.ts';
import { adaptersTo, eventDoor, startInside, startOutside } from '../local/launcher/start-world.ts';
import { svgOf } from './svg-of.ts';

/** `npm run terminal`: the command line's picture anew, of a canary of the running product that waits for a person. */
const PICTURE = 'docs/images/terminal.svg';
const CANARY = 'docs/examples/rollout-canary.yaml';
/** A pipe shows no colours, unless it is told to. */
process.env['FORCE_COLOR'] = '1';

async function startWorld(clock: VirtualClock) {
  const options = { clock, ports: { host: 0, arm: 0, octopus: 0 } };
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, clock));
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  await outside.arm.sim.subscribe({ url: eventDoor(inside.host.url), schema: 'EventGridSchema' });
  const stop = () => Promise.all([inside.stop(), outside.arm.stop(), outside.octopus.stop()]);
  return { url: inside.host.url, stop };
}

/** What a command writes; the world goes on while it waits. */
async function written(args: string[], server: string, clock: VirtualClock): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const out = text(stdout);
  await runFleet(args, {
    ...{ stdout, stderr, now: () => clock.now(), pause: (milliseconds) => clock.advance(milliseconds) },
    env: { FLEET_SERVER: server, XDG_CONFIG_HOME: '/nowhere' },
  });
  stdout.end();
  return out;
}

async function picture(folder: string): Promise<string> {
  const clock = new VirtualClock();
  const world = await startWorld(clock);
  const fleet = (...args: string[]) => written(args, world.url, clock);
  copyFileSync('docs/examples/web-fleet.yaml', join(folder, 'web.yaml'));
  await fleet('apply', '-f', folder);
  await fleet('watch', 'web', '--until-ready', '3', '--timeout', '600');
  const id = (await fleet('rollout', 'start', '-f', CANARY, '-o', 'name')).trim();
  await fleet('rollout', 'status', id, '--watch', '--timeout', '3600');
  await clock.advance(42_000);
  const shown = await fleet('rollout', 'status', id);
  await world.stop();
  return svgOf([`$ fleet rollout status ${id} --watch`, ...shown.trimEnd().split('\n')]);
}

const folder = mkdtempSync(join(tmpdir(), 'fleet-terminal-'));
writeFileSync(PICTURE, await picture(folder));
rmSync(folder, { recursive: true });
console.log(PICTURE);
