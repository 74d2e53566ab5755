import type { Clock } from '../clock/clock.ts';
import type { FleetApi, InstanceItem } from './fleet-api.ts';
import { scaleSetId } from './seed-outside.ts';
import type { Outside } from './start-world.ts';

const FLEET = 'web';

export interface Stage {
  title: string;
  capacity: number;
  /** Simulated, milliseconds since the epoch. */
  startedAt: number;
}

export interface Story {
  outside: Outside;
  clock: Clock;
  api: FleetApi;
  /** The body of PUT; by default its machines are registered in Octopus. */
  fleet?: object;
  /** What else is to be so before a stage ends. */
  isDone?: () => boolean;
  /** Real time; the demo must not hang. */
  giveUpAfterMs: number;
  /** Told when a stage begins. */
  onStage(stage: Stage): void;
}

/** A fleet of three is taken over, scaled out to six and in to four; each stage ends when the fleet is as it should be. */
export async function tellStory(story: Story): Promise<Stage[]> {
  const stages: Stage[] = [];
  const stage = async (title: string, capacity: number, act: () => Promise<void>) => {
    const begun = { title, capacity, startedAt: story.clock.now() };
    stages.push(begun);
    story.onStage(begun);
    await act();
    await untilTrue(story, capacity);
  };
  await stage('A fleet of 3 is taken over', 3, () => story.api.put(FLEET, story.fleet ?? demoFleet()));
  await stage('Scaled out to 6, with over-provisioning', 6, () => scale(story, 3, 6));
  await stage('Scaled in to 4', 4, () => scale(story, 6, 4));
  return stages;
}

function demoFleet() {
  return {
    scaleSet: scaleSetId('web'),
    octopus: { environment: 'Production', roles: ['web-server'], projects: [{ project: 'Web Shop' }] },
  };
}

/** As autoscale does it: the scale set is resized, and the webhook says so when that starts. */
async function scale({ outside, api, clock }: Story, from: number, to: number): Promise<void> {
  const resourceId = scaleSetId('web');
  outside.arm.sim.setCapacity(resourceId, to);
  const timestamp = new Date(clock.now()).toISOString();
  await api.postScaleEvent({
    version: '1.0',
    status: 'Activated',
    operation: to > from ? 'Scale Out' : 'Scale In',
    context: {
      ...{ timestamp, resourceId, oldCapacity: String(from), newCapacity: String(to) },
      id: `${resourceId.split('/providers/')[0]}/providers/microsoft.insights/autoscalesettings/web-autoscale`,
    },
  });
}

async function untilTrue(
  { api, giveUpAfterMs, isDone = () => true }: Story,
  capacity: number,
): Promise<void> {
  const deadline = Date.now() + giveUpAfterMs;
  while (!((await isAsItShouldBe(api, capacity)) && isDone())) {
    if (Date.now() > deadline)
      throw new Error(`the fleet was not as it should be after ${giveUpAfterMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function isAsItShouldBe(api: FleetApi, capacity: number): Promise<boolean> {
  const instances = await api.instances(FLEET);
  if (instances.length !== capacity || !instances.every(isServed)) return false;
  const reactions = await api.reactions(FLEET);
  return reactions.every(
    ({ finishedAt, deployments }) => finishedAt && deployments.every((each) => each.finishedAt),
  );
}

function isServed({ state, missingSince, health, releases }: InstanceItem): boolean {
  const carries = releases.length > 0 && releases.every((each) => each.state === 'deployed');
  return state === 'ready' && missingSince === undefined && health === 'healthy' && carries;
}
