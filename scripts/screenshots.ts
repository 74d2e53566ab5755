// First, so that the app's packages find the host they run on.
import '../local/host/install-core.ts';
import { mkdirSync } from 'node:fs';
import { VirtualClock } from '../local/clock/virtual-clock.ts';
import { builtPages } from '../local/launcher/built-pages.ts';
import { LOCAL_KEY } from '../local/launcher/local-keys.ts';
import { scaleSetId, seedOutside } from '../local/launcher/seed-outside.ts';
import { adaptersTo, eventDoor, startInside, startOutside } from '../local/launcher/start-world.ts';
import { openBrowser, signIn } from '../test/browser/support/chromium.ts';

/** `npm run screenshots`: the pictures of the docs, taken of the running product in a world that stands still. */
const TO = 'docs/images';
const IMAGE = scaleSetId('web').replace(
  /Microsoft\.Compute.*/,
  'Microsoft.Compute/galleries/demo/images/web/versions/1.1.0',
);
const CANARY = {
  ...{ fleet: 'web', image: { version: IMAGE }, instances: 'sameAsRunning', onFailure: 'rollback' },
  canary: {
    steps: [
      { upgrade: '25%' },
      {
        verify: {
          probe: { url: 'http://{privateIp}:8080/health', expect: 200 },
          ...{ interval: 'PT30S', count: 5, failureLimit: 1 },
        },
      },
      { pause: { untilApproved: true, timeout: 'P1D', onTimeout: 'rollback' } },
      { upgrade: '100%' },
    ],
  },
};

async function startWorld() {
  const clock = new VirtualClock();
  const options = { clock, ports: { host: 0, arm: 0, octopus: 0 }, signIn: true, pages: builtPages() };
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, clock));
  const { url } = inside.host;
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  await outside.arm.sim.subscribe({ url: eventDoor(url), schema: 'EventGridSchema' });
  const send = async (method: string, path: string, body: object) => {
    const headers = { 'x-functions-key': LOCAL_KEY, 'content-type': 'application/json' };
    const { status } = await fetch(`${url}/api/${path}`, { method, headers, body: JSON.stringify(body) });
    if (status >= 300) throw new Error(`${method} ${path}: ${status}`);
  };
  const minutesPass = (minutes: number) => clock.advance(minutes * 60_000);
  const stop = async () => {
    await inside.stop();
    await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
  };
  return { outside, url, send, minutesPass, stop };
}

type World = Awaited<ReturnType<typeof startWorld>>;

/** A canary that waits for a person, a fleet that scales out, one that is well, and one whose scale set is gone. */
async function live({ outside, send, minutesPass }: World): Promise<void> {
  const at = { subscription: '00000000-0000-0000-0000-000000000000', resourceGroup: 'rg-demo' };
  outside.arm.sim.createScaleSet({ ...at, name: 'edge', capacity: 6, orchestrationMode: 'Flexible' });
  const octopus = (role: string, project: string) => ({
    octopus: { environment: 'Production', roles: [role], projects: [{ project }] },
  });
  outside.arm.sim.setCapacity(scaleSetId('web'), 8);
  outside.arm.sim.setCapacity(scaleSetId('api'), 24);
  await minutesPass(4);
  await send('PUT', 'fleets/web', { scaleSet: scaleSetId('web'), ...octopus('web-server', 'Web Shop') });
  await send('PUT', 'fleets/api', { scaleSet: scaleSetId('api'), ...octopus('api-server', 'Orders API') });
  await send('PUT', 'fleets/edge', { scaleSet: scaleSetId('edge') });
  await send('PUT', 'fleets/reports', { scaleSet: scaleSetId('reports') });
  await minutesPass(5);
  await send('POST', 'rollouts', CANARY);
  await minutesPass(9);
  outside.arm.sim.setCapacity(scaleSetId('api'), 30);
  await minutesPass(2);
}

const SHOTS: [name: string, path: string, waitFor: string, size: { width: number; height: number }][] = [
  ['fleets', '/', 'reports', { width: 1100, height: 440 }],
  ['fleet', '/fleets/api', 'Timeline', { width: 1100, height: 760 }],
  ['rollout', '/rollouts', 'Capacity', { width: 1100, height: 860 }],
];

const world = await startWorld();
const browser = await openBrowser();
try {
  await live(world);
  mkdirSync(TO, { recursive: true });
  for (const [name, path, waitFor, viewport] of SHOTS) {
    const page = await browser.newPage({ viewport, colorScheme: name === 'rollout' ? 'dark' : 'light' });
    await signIn(page, world.url, { role: 'Admin', path: name === 'rollout' ? '/fleets/web' : path });
    if (name === 'rollout') await page.locator('.heads a').click();
    await page.getByText(waitFor).first().waitFor();
    await page.getByText('Loading…').first().waitFor({ state: 'detached' });
    await page.screenshot({ path: `${TO}/${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
  await world.stop();
}
