import { expect, test } from '@jest/globals';
import type { Problem } from '../../shared/contracts/problem.ts';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';

const APPROVED = {
  canary: { steps: [{ upgrade: 1 }, { pause: { untilApproved: true } }, { upgrade: '100%' }] },
};

interface FleetAnswer {
  status: { problems: Problem[]; rollout?: object };
}

/** As the fleet and the list of fleets show it, which is the same. */
async function fleetOf({ rollouts }: Rehearsal): Promise<FleetAnswer['status']> {
  const { items } = (await rollouts.send('GET', '/api/fleets')).body as { items: FleetAnswer[] };
  const { status } = (await rollouts.send('GET', '/api/fleets/web')).body as FleetAnswer;
  expect(items).toHaveLength(1);
  expect(items[0]?.status.rollout).toEqual(status.rollout);
  expect(items[0]?.status.problems).toEqual(status.problems);
  return status;
}

test('what was acknowledged counts at once, whoever reads or asks next', () =>
  rehearse(async (it) => {
    await it.begins(APPROVED);
    await it.rollouts.becomes('paused');
    const { id } = it.rollouts;

    const said = await it.rollouts.command('approve', { by: 'Ada' });
    expect(said).toMatchObject({ status: 202, body: { state: 'running' } });
    expect(await it.rollouts.read()).toMatchObject({
      ...{ state: 'running', asked: [{ command: 'approve', by: 'Ada' }] },
      steps: [{ state: 'done' }, { state: 'done' }, {}, {}],
    });
    // It cannot pass the gate again, and there is nothing that waits for a resume.
    expect(await it.rollouts.command('approve')).toMatchObject({ status: 202 });
    expect(await it.rollouts.command('resume')).toMatchObject({ status: 409 });

    expect(await it.rollouts.isOver()).toMatchObject({ state: 'succeeded', asked: [] });
    const back = await it.rollouts.command('rollback');
    expect(back).toMatchObject({ status: 202, body: { state: 'rollingBack' } });
    const read = await it.rollouts.read();
    expect(read).toMatchObject({ state: 'rollingBack', asked: [{ command: 'rollback' }] });
    expect(read.ended).toBeUndefined();
    expect(await it.rollouts.list()).toMatchObject([{ id, state: 'rollingBack' }]);
    expect(await fleetOf(it)).toMatchObject({ rollout: { id, state: 'rollingBack' } });
    await it.rollouts.isOver();
  }));

test('a fleet names its rollout, and what that needs of a person', () =>
  rehearse(async (it) => {
    await it.begins(APPROVED);
    const { id } = it.rollouts;
    const { problems, rollout } = await fleetOf(it);
    expect(rollout).toMatchObject({ id, state: 'running', step: expect.any(String) });
    expect(problems).toEqual([]);

    await it.rollouts.becomes('paused');
    expect(await fleetOf(it)).toMatchObject({
      rollout: { id, state: 'paused', waitsFor: { kind: 'approval' } },
      problems: [
        { code: 'rolloutWaitsForApproval', nextStep: expect.stringContaining('takes approve, reject') },
      ],
    });

    // Whoever paused it knows that it waits.
    await it.rollouts.isTold('approve');
    await it.tells(/Set web__1 to 3 machines/);
    await it.rollouts.isTold('pause');
    expect(await fleetOf(it)).toMatchObject({ rollout: { state: 'paused' }, problems: [] });
    await it.rollouts.isTold('resume');
    await it.rollouts.isOver();
    expect((await fleetOf(it)).rollout).toBeUndefined();
  }));
