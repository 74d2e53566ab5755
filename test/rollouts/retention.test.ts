import { expect, test } from '@jest/globals';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';

/** The demo's other image each time, so that there is something to roll out. */
async function rollsOut({ rollouts }: Rehearsal, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await rollouts.begins({ basic: {}, image: { version: rollouts.image(time % 2 ? '1.0.0' : '1.1.0') } });
    expect((await rollouts.isOver()).state).toBe('succeeded');
  }
}

test('earlier revisions beyond those that are kept go, and what is locked stays', () =>
  rehearse(async (it) => {
    const { rollouts, azure } = it;
    await rollouts.theDemoFleet({ octopus: false, rollouts: { keep: 1 } });
    await rollsOut(it, 1);
    await azure.lock('web__1', 'CanNotDelete');
    await rollsOut(it, 3);

    const { scaleSets } = await azure.read();
    expect(Object.keys(scaleSets).sort()).toEqual(['api', 'web', 'web__1', 'web__3', 'web__4']);
    expect(rollouts.capacities()).toEqual({ web__4: 3, api: 3 });
    expect(JSON.stringify(await rollouts.timeline())).toContain('locked or protected: web__1');
  }));

test('a lock that a rollout, or its way back, would run into is said before the first write', () =>
  rehearse(async (it) => {
    const { rollouts, azure } = it;
    await rollouts.theDemoFleet({ octopus: false });
    const lockChecks = async () => {
      const { body } = await rollouts.plan({ basic: {} });
      const { checks, canStart } = body as { checks: { code: string }[]; canStart: boolean };
      return { canStart, checks: checks.filter(({ code }) => code === 'locked') };
    };
    expect(await lockChecks()).toEqual({ canStart: true, checks: [] });

    await azure.lock('', 'CanNotDelete');
    expect(await lockChecks()).toMatchObject({
      canStart: true,
      checks: [{ result: 'warning', message: expect.stringContaining('could not remove web__1') }],
    });

    await azure.lock('web', 'ReadOnly');
    expect(await lockChecks()).toMatchObject({ canStart: false, checks: [{ result: 'failed' }] });
    const refused = await rollouts.start({ basic: {} });
    expect(refused).toMatchObject({ status: 400 });
    expect(JSON.stringify(refused.body)).toContain('Lock keep (ReadOnly) is on web');
  }));
