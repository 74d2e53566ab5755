import { expect, test } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { rehearse, type Rehearsal } from '../support/rollout/rehearsal.ts';

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const VERIFY = { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT30S', count: 2 };
const POLICY = {
  blueGreen: {
    ...FRONT,
    steps: [{ upgrade: '100%' }, { verify: VERIFY }, { swap: {} }, { downsize: { after: 'PT20M' } }],
  },
};

/** What happened, without what was only begun or measured. */
async function told({ rollouts }: Rehearsal): Promise<string[]> {
  const timeline = await rollouts.timeline();
  const isTold = ({ kind, message }: { kind: string; message: string }) =>
    ['stepBegan', 'changeDone', 'rolloutSucceeded', 'rolloutEnded'].includes(kind) ||
    message.startsWith('Traffic finds');
  return timeline.filter(isTold).map(({ message }) => message);
}

test('new machines are in production, and well there, before the old ones leave it', () =>
  rehearse(async (it) => {
    await it.begins(POLICY);

    const fewest = await it.fewestInProduction();
    const after = await it.azure.read();

    expect(await told(it)).toEqual([
      'Step 1 of 5: Set up web__1 like web',
      'Done: Create web__1',
      'Step 2 of 5: Bring web__1 to 3 of 3 on stage',
      'Done: Set web__1 to 3 machines',
      'Step 3 of 5: Verify by probe, 2 times',
      'Step 4 of 5: Swap: web__1 into production, web out of it',
      'Done: Place: web__1 without traffic, web in production',
      'Done: Place: web__1 in production, web in production',
      'Traffic finds web__1 well',
      'Done: Label web__1: BG_VERSION=BLUE',
      'Done: Take autoscale off web',
      'Done: Place: web__1 in production, web without traffic',
      'Traffic finds web__1 well',
      'Done: Label web: BG_VERSION=GREEN',
      'Done: Give web__1 its autoscale',
      'web__1 serves',
      'Step 5 of 5: Downsize web to 0',
      'Done: Set web to 0 machines',
      'The rollout has ended: succeeded',
    ]);
    expect(fewest).toBe(3);
    expect(after.pools).toEqual({ 'web-lb/production': { web__1: 3 }, 'web-lb/stage': {} });
    expect(after.scaleSets).toMatchObject({
      web: { sku: { capacity: 0 }, tags: { BG_VERSION: 'GREEN' } },
      web__1: { sku: { capacity: 3 }, tags: { BG_VERSION: 'BLUE' } },
    });
  }));

test('the old machines are kept for as long as the policy says, and one command brings them back', () =>
  rehearse(async (it) => {
    await it.begins(POLICY);
    await it.rollouts.becomes('succeeded');
    await it.world.clock.advance(15 * 60_000);
    expect(it.rollouts.capacities()).toEqual({ web: 3, web__1: 3, api: 3 });

    await it.rollouts.isTold('rollback');
    await it.tells(/^Turns back/);

    await it.endsAsItBegan();
  }));

test('the old ones have grown meanwhile: the new ones grow as well before they take their place', () =>
  rehearse(async (it) => {
    const steps = [{ upgrade: '100%' }, { pause: { untilApproved: true } }, { swap: {} }, { downsize: {} }];
    await it.begins({ blueGreen: { ...FRONT, steps } });
    await it.rollouts.becomes('paused');
    it.world.outside.arm.sim.setCapacity(scaleSetId('web'), 5);
    await it.world.clock.advance(10 * 60_000);
    expect(it.rollouts.capacities()).toMatchObject({ web: 5, web__1: 3 });

    await it.rollouts.isTold('approve');
    expect(await it.fewestInProduction()).toBeGreaterThanOrEqual(5);

    expect((await it.rollouts.read()).state).toBe('succeeded');
    expect(it.rollouts.capacities()).toEqual({ web__1: 5, api: 3 });
    await it.tells(/^web has 5 machines$/);
  }));

test('nobody shrinks the old machines while they are kept as the way back', () =>
  rehearse(async (it) => {
    await it.begins(POLICY);
    await it.rollouts.becomes('succeeded');
    // They serve nobody: autoscale would take them away, and the way back would lead to too few.
    const resource = it.before?.autoscale['web-autoscale'] as { properties: { targetResourceUri: string } };
    const idle = { resource: resource.properties.targetResourceUri, name: 'Percentage CPU', value: 1 };
    it.world.outside.arm.sim.setMetric(idle);
    await it.world.clock.advance(15 * 60_000);
    expect(it.rollouts.capacities()).toMatchObject({ web: 3, web__1: 3 });

    it.world.outside.arm.sim.setMetric({ ...idle, value: 40 });
    await it.rollouts.isTold('rollback');
    expect(await it.fewestInProduction()).toBe(3);

    await it.endsAsItBegan();
  }));

test('what is over is rolled back by one command, too', () =>
  rehearse(async (it) => {
    await it.begins(POLICY);
    await it.rollouts.isOver();
    expect(it.rollouts.capacities()).toEqual({ web__1: 3, api: 3 });

    await it.rollouts.isTold('rollback');
    await it.tells(/^Turns back/);

    await it.endsAsItBegan();
  }));
