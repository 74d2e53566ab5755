// Records the golden histories anew: `node test/replay/record-histories.ts`. Do it when the order of the
// orchestration's steps is changed on purpose, and say in the commit why running orchestrations survive that.
import '../../local/host/install-core.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { scaleSetId, seedOutside } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import { adaptersTo, eventDoor, startInside, startOutside } from '../../local/launcher/start-world.ts';
import { replayHistory } from './replay-history.ts';

interface Life {
  input: string;
  events: string[];
}

/** Scales a fleet out and in; answers the longest history of each life of its orchestration. */
async function livesOf(stateDir: string): Promise<Life[]> {
  const clock = new VirtualClock();
  const options = { clock, ports: { host: 0, arm: 0, octopus: 0 }, stateDir };
  const lives = new Map<string, Life>();
  const outside = await startOutside(options);
  seedOutside(outside);
  const onStep = () => remember(join(stateDir, 'taskhub.sqlite'), lives);
  const inside = await startInside({ ...options, host: { onStep } }, adaptersTo(outside, clock));
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  await outside.arm.sim.subscribe({ url: eventDoor(inside.host.url), schema: 'EventGridSchema' });
  await ask('PUT', `${inside.host.url}/api/fleets/web`, {
    scaleSet: scaleSetId('web'),
    octopus: { environment: 'Production', roles: ['web-server'], projects: [{ project: 'Web Shop' }] },
  });
  await clock.advance(120_000);
  outside.arm.sim.setCapacity(scaleSetId('web'), 6);
  await clock.advance(400_000);
  outside.arm.sim.setCapacity(scaleSetId('web'), 4);
  await clock.advance(400_000);
  const group = scaleSetId('web').split('/providers/')[0] ?? '';
  const version = `${group}/providers/Microsoft.Compute/galleries/demo/images/web/versions/1.1.0`;
  await ask('POST', `${inside.host.url}/api/rollouts`, { fleet: 'web', image: { version }, basic: {} });
  await clock.advance(900_000);
  await inside.stop();
  await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
  return [...lives.values()];
}

async function ask(method: string, url: string, body: object): Promise<void> {
  const headers = { 'x-functions-key': LOCAL_KEY, 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

function remember(path: string, lives: Map<string, Life>): void {
  const hub = new DatabaseSync(path, { readOnly: true });
  const instance = hub
    .prepare("SELECT executionId, input FROM instances WHERE instanceId = 'fleet-web'")
    .get();
  const rows = hub
    .prepare("SELECT event FROM history WHERE instanceId = 'fleet-web' ORDER BY position")
    .all();
  hub.close();
  if (!instance) return;
  const events = rows.map(({ event }) => String(event));
  const key = String(instance['executionId']);
  if (events.length > (lives.get(key)?.events.length ?? 0))
    lives.set(key, { input: String(instance['input']), events });
}

const NAMES: Record<string, (actions: string[]) => boolean> = {
  'scale-out': (actions) =>
    actions.includes('requestDeployments') && actions.filter((a) => a === 'lookAtScaleSet').length > 2,
  'scale-in': (actions) =>
    actions.includes('pruneTargets') &&
    !actions.includes('requestDeployments') &&
    actions.filter((a) => a === 'lookAtScaleSet').length > 1,
  'rolling-out': (actions) => actions.filter((a) => a === 'beginChange').length > 1,
  'following-deployments': (actions) => actions.includes('followDeployments') && actions.length > 3,
};

const recorded = new Set<string>();
const stateDir = mkdtempSync(join(tmpdir(), 'fleet-conductor-'));
for (const life of await livesOf(stateDir)) {
  const actions = await replayHistory(life);
  const name = Object.keys(NAMES).find((each) => NAMES[each]?.(actions));
  // What comes once the rollout is under way is its own.
  if (!name || recorded.has(name)) continue;
  recorded.add(name);
  writeFileSync(
    new URL(`./histories/${name}.json`, import.meta.url),
    `${JSON.stringify({ ...life, actions }, null, 1)}\n`,
  );
  console.log(`${name}: ${life.events.length} events, ${actions.length} actions`);
}
rmSync(stateDir, { recursive: true });
