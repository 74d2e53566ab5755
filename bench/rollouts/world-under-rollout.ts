import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { RESOURCE_GROUP, scaleSetId, SUBSCRIPTION } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import {
  adaptersTo,
  type Inside,
  type Outside,
  startInside,
  startOutside,
} from '../../local/launcher/start-world.ts';

/** Fleets without machines that only roll images out, in virtual time. */
export interface WorldUnderRollout {
  clock: VirtualClock;
  outside: Outside;
  inside: Inside;
  /** The newest version of the image that all of them run. */
  image: string;
  send: <T>(method: string, path: string, body?: object) => Promise<T>;
  /** How often activities ran, and how often something was kept. */
  counts: { activities: number; commits: number };
  stop(): Promise<void>;
}

export async function startWorldUnderRollout(
  fleets: string[],
  stateDir?: string,
): Promise<WorldUnderRollout> {
  const clock = new VirtualClock();
  const counts = { activities: 0, commits: 0 };
  const onStep = ({ kind }: { kind: string }) => {
    if (kind === 'activity-result') counts.activities++;
    else counts.commits++;
  };
  const options = {
    ...{ clock, ports: { host: 0, arm: 0, octopus: 0 } },
    ...(stateDir === undefined ? {} : { stateDir }),
    host: { onStep },
    reconcileSchedule: '0 0 0 1 1 *',
  };
  const outside = await startOutside(options);
  const image = seed(outside, fleets);
  const inside = await startInside(options, adaptersTo(outside, clock));
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { 'content-type': 'application/json', 'x-functions-key': LOCAL_KEY };
    const asked = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${inside.host.url}${path}`, { method, headers, ...asked });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  for (const fleet of fleets) {
    const rollouts = { base: 'template' };
    await send('PUT', `/api/fleets/${fleet}`, { scaleSet: scaleSetId(fleet), rollouts });
  }
  await clock.advance(5 * 60_000);
  return { clock, outside, inside, image, send, counts, stop: () => stopAll(outside, inside) };
}

function seed({ arm: { sim } }: Outside, fleets: string[]): string {
  const at = { subscription: SUBSCRIPTION, resourceGroup: RESOURCE_GROUP };
  const image = { ...at, gallery: 'demo', image: 'web' };
  const inUse = sim.createGalleryImage({ ...image, version: '1.0.0' });
  sim.configure({ coreQuota: 100_000 });
  for (const name of fleets)
    sim.createScaleSet({
      ...at,
      name,
      capacity: 0,
      orchestrationMode: 'Uniform',
      image: { id: inUse },
      properties: { singlePlacementGroup: false },
    });
  return sim.createGalleryImage({ ...image, version: '1.1.0' });
}

async function stopAll({ arm, octopus }: Outside, inside: Inside): Promise<void> {
  await inside.stop();
  await Promise.all([arm.stop(), octopus.stop()]);
}
