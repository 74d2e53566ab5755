import { join } from 'node:path';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { FleetApi } from '../../local/launcher/fleet-api.ts';
import { RESOURCE_GROUP, scaleSetId, SUBSCRIPTION } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import {
  adaptersTo,
  type Inside,
  type Outside,
  startInside,
  startOutside,
} from '../../local/launcher/start-world.ts';
import { PayloadWatch } from './payload-watch.ts';

export const FLEET = 'web';
export const SCALE_SET = scaleSetId(FLEET);

export interface Conditions {
  instances: number;
  overprovision: boolean;
  seed: number;
  /** How long an instance takes to become ready, in seconds: drawn evenly from this range. */
  readySeconds: [number, number];
  stateDir: string;
}

/** An empty scale set with a fleet that has come to rest, in virtual time; files on disk. */
export interface FleetUnderTest {
  clock: VirtualClock;
  outside: Outside;
  inside: Inside;
  api: FleetApi;
  payloads: PayloadWatch;
  stop(): Promise<void>;
}

export async function startFleet(conditions: Conditions): Promise<FleetUnderTest> {
  const { seed, stateDir, readySeconds } = conditions;
  const clock = new VirtualClock();
  const payloads = new PayloadWatch();
  const options = {
    ...{ clock, seed, stateDir, ports: { host: 0, arm: 0, octopus: 0 } },
    arm: { settings: { readySeconds } },
    host: { onStep: () => payloads.look() },
    // The hint at the start is to be the only one: no timer helps out before the next year.
    reconcileSchedule: '0 0 0 1 1 *',
  };
  const outside = await startOutside(options);
  seedWorld(outside, conditions);
  const inside = await startInside(options, adaptersTo(outside, clock));
  payloads.open(join(stateDir, 'taskhub.sqlite'));
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  const api = new FleetApi(inside.host.url, LOCAL_KEY);
  await api.put(FLEET, {
    scaleSet: SCALE_SET,
    octopus: { environment: 'Production', roles: ['web-server'], projects: [{ project: 'Web Shop' }] },
  });
  await clock.advance(10 * 60_000);
  return { clock, outside, inside, api, payloads, stop: () => stopAll(outside, inside) };
}

async function stopAll({ arm, octopus }: Outside, inside: Inside): Promise<void> {
  await inside.stop();
  await Promise.all([arm.stop(), octopus.stop()]);
}

function seedWorld({ arm, octopus }: Outside, { overprovision }: Conditions): void {
  const place = { subscription: SUBSCRIPTION, resourceGroup: RESOURCE_GROUP, name: FLEET };
  arm.sim.createScaleSet({ ...place, capacity: 0, orchestrationMode: 'Uniform', overprovision });
  const { Id: EnvironmentId } = octopus.sim.add('environments', { Name: 'Production' });
  const { Id: ProjectId } = octopus.sim.add('projects', { Name: 'Web Shop' });
  const { Id: ReleaseId } = octopus.sim.add('releases', { ProjectId, Version: '1.1.0' });
  octopus.sim.recordDeployment({ ReleaseId, EnvironmentId });
}
