// First, so that the app's packages find the host they run on.
import '../../local/host/install-core.ts';
import { scaledClock } from '../../local/clock/clock.ts';
import { FleetApi } from '../../local/launcher/fleet-api.ts';
import { scaleSetId, seedOutside } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import { adaptersTo, eventDoor, startInside, startOutside } from '../../local/launcher/start-world.ts';
import { askedToStop, input, peakMemoryMib, tellReady, tellResult } from '../program.ts';
import type { Cost } from './cost.ts';
import type { Aim } from './send.ts';

const FLEET = 'web';

/** All of it in real time on files, as `npm start` runs it, with a fleet of three that has come to rest. */
const options = {
  ...{ clock: scaledClock(1), ports: { host: 0, arm: 0, octopus: 0 } },
  stateDir: input<{ stateDir: string }>().stateDir,
};
const outside = await startOutside(options);
seedOutside(outside);
const inside = await startInside(options, adaptersTo(outside, options.clock));
const api = new FleetApi(inside.host.url, LOCAL_KEY);
await api.put(FLEET, {
  scaleSet: scaleSetId(FLEET),
  octopus: { environment: 'Production', roles: ['web-server'], projects: [] },
});
while (!(await api.reactions(FLEET)).some(({ finishedAt }) => finishedAt))
  await new Promise((resolve) => setTimeout(resolve, 250));
const aim: Aim = {
  url: inside.host.url,
  doors: {
    eventGrid: eventDoor(''),
    scaleEvents: '/api/scale-events',
    scaleSet: scaleSetId(FLEET),
    key: LOCAL_KEY,
  },
};
tellReady(aim);
const before = process.cpuUsage();
await askedToStop();
const { user, system } = process.cpuUsage(before);
await inside.stop();
await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
tellResult({ cpuSeconds: (user + system) / 1e6, peakMemoryMib: peakMemoryMib() } satisfies Cost);
