import { expect, test } from '@jest/globals';
import type { RolloutCommand } from '../../shared/contracts/rollout/record.ts';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';
import { imageVersion } from '../support/rollouts.ts';

const APPROVAL = { pause: { untilApproved: true } };
const VERIFY = { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT30S', count: 2 };

function canary(...steps: object[]): object {
  return { canary: { steps: [{ upgrade: 1 }, ...steps, { upgrade: '100%' }] } };
}

async function refuses({ rollouts }: Rehearsal, command: RolloutCommand, allowed: string): Promise<void> {
  const { status, body } = await rollouts.command(command);
  expect({ status, body }).toMatchObject({ status: 409, body: { code: 'commandNotAllowed' } });
  expect(JSON.stringify(body)).toContain(`It takes ${allowed}.`);
}

async function positionOf({ rollouts }: Rehearsal): Promise<(number | undefined)[]> {
  const { steps } = await rollouts.read();
  return steps.filter(({ state }) => state === 'running' || state === 'waiting').map(({ index }) => index);
}

test('an approval given twice passes one gate', () =>
  rehearse(async (it) => {
    await it.begins(canary(APPROVAL, APPROVAL));
    await it.rollouts.becomes('paused');
    expect(await positionOf(it)).toEqual([2]);

    await it.rollouts.isTold('approve', { by: 'Ada' });
    await it.rollouts.command('approve', { by: 'Ada' });
    await it.world.clock.advance(60_000);

    expect(await positionOf(it)).toEqual([3]);
    await refuses(it, 'resume', 'approve, reject, promote, promoteFull, abort, rollback');
    await it.rollouts.isTold('promote');
    expect((await it.rollouts.isOver()).state).toBe('succeeded');
  }));

test('it pauses where it is, and goes on when it is told to', () =>
  rehearse(async (it) => {
    await it.begins(canary());
    await it.tells(/Set web__1 to 1 machine/);

    await it.rollouts.isTold('pause', { by: 'Ada' });
    await it.rollouts.becomes('paused');
    await it.world.clock.advance(60 * 60_000);

    await refuses(it, 'approve', 'resume, promoteFull, abort, rollback');
    // The one that was obeyed last may be repeated.
    expect(await it.rollouts.command('pause')).toMatchObject({ status: 200 });
    expect((await it.rollouts.read()).waitsFor).toMatchObject({ why: 'Ada paused it' });
    await it.rollouts.isTold('resume');
    expect((await it.rollouts.isOver()).state).toBe('succeeded');
    await refuses(it, 'abort', 'rollback');
  }));

test('a way back leads only to a step that has begun, and waits there', () =>
  rehearse(async (it) => {
    await it.begins(canary(APPROVAL));
    await it.rollouts.becomes('paused');
    const [at = 0] = await positionOf(it);
    for (const ahead of [at + 1, 150]) {
      const refused = await it.rollouts.command('rollback', { toStep: ahead });
      expect(refused).toMatchObject({ status: 400, body: { code: 'stepNotBegun' } });
    }

    await it.rollouts.isTold('rollback', { toStep: at - 1 });
    await it.tells(/Set web__1 to 0 machines/);

    const { units } = await it.rollouts.becomes('paused');
    expect(units).toMatchObject([
      { name: 'web', desired: 3 },
      { name: 'web__1', desired: 0 },
    ]);
    expect((await it.rollouts.read()).waitsFor).toMatchObject({ why: 'the last good phase is restored' });
    await it.rollouts.isTold('resume');
    await it.rollouts.becomes('running');
    await it.rollouts.becomes('paused');
    await it.rollouts.isTold('approve');
    expect((await it.rollouts.isOver()).state).toBe('succeeded');
  }));

test('told to promote it fully, it asks nobody any more', () =>
  rehearse(async (it) => {
    await it.begins(canary(APPROVAL, { pause: { for: 'PT6H' } }, APPROVAL));
    await it.rollouts.becomes('paused');

    await it.rollouts.isTold('promoteFull');

    expect((await it.rollouts.isOver({ within: 60 })).state).toBe('succeeded');
  }));

test('what has failed waits for a person when the policy says so, and is tried again', () =>
  rehearse(async (it) => {
    const { sim } = it.world.outside.arm;
    sim.setApplication(imageVersion('1.1.0'), 'error');
    await it.begins({ ...canary({ verify: VERIFY }), onFailure: 'pause' });
    await it.rollouts.becomes('paused');
    await it.world.clock.advance(60 * 60_000);
    await refuses(it, 'approve', 'retry, promoteFull, abort, rollback');

    sim.setApplication(imageVersion('1.1.0'), 'well');
    await it.rollouts.isTold('retry');

    const over = await it.rollouts.isOver();
    expect(over).toMatchObject({ state: 'succeeded' });
    expect(over.failure).toBeUndefined();
  }));

test('what has failed is promoted all the same, whatever time that took', () =>
  rehearse(async (it) => {
    it.world.outside.arm.sim.setApplication(imageVersion('1.1.0'), 'error');
    await it.begins({ ...canary({ verify: VERIFY }), onFailure: 'freeze' });
    await it.rollouts.becomes('paused');
    await it.world.clock.advance(5 * 60 * 60_000);

    await it.rollouts.isTold('promoteFull');

    const over = await it.rollouts.isOver();
    expect(over).toMatchObject({ state: 'succeeded' });
    expect(over.failure).toBeUndefined();
  }));

test('a measurement that said neither is approved, whatever time that took', () =>
  rehearse(async (it) => {
    const metric = { name: 'Percentage CPU', success: { below: 1 }, failure: { above: 99 } };
    await it.begins(canary({ verify: { metric } }));
    await it.rollouts.becomes('paused');
    await it.world.clock.advance(5 * 60 * 60_000);

    await it.rollouts.isTold('approve');

    expect((await it.rollouts.isOver()).state).toBe('succeeded');
  }));

test.each([
  { onTimeout: 'promote', state: 'succeeded' },
  { onTimeout: 'rollback', state: 'rolledBack' },
])('an approval that nobody gives in time: $onTimeout', ({ onTimeout, state }) =>
  rehearse(async (it) => {
    await it.begins(canary({ pause: { untilApproved: true, timeout: 'PT30M', onTimeout } }));
    await it.rollouts.becomes('paused');
    await it.world.clock.advance(25 * 60_000);
    expect(await it.rollouts.state()).toBe('paused');

    expect(await it.rollouts.isOver({ within: 30 })).toMatchObject({ state });
  }),
);

test('an approval that nobody gives in time, and that is waited for all the same', () =>
  rehearse(async (it) => {
    await it.begins(canary({ pause: { untilApproved: true, timeout: 'PT30M', onTimeout: 'pause' } }));
    await it.rollouts.becomes('paused');
    await it.world.clock.advance(5 * 60 * 60_000);
    expect(await it.rollouts.state()).toBe('paused');

    await it.rollouts.isTold('approve');
    expect((await it.rollouts.isOver()).state).toBe('succeeded');
  }));

test('a way back that fails waits for a person, who may give it up', () =>
  rehearse(async (it) => {
    await it.begins(canary(APPROVAL));
    await it.rollouts.becomes('paused');
    it.faults('DELETE virtualMachineScaleSets/{}', {
      ...{ accept: 'error', status: 409, code: 'ScopeLocked', message: 'There is a lock on it.' },
    });
    await it.rollouts.isTold('abort');
    const { waitsFor } = await it.rollouts.becomes('blocked');
    expect(waitsFor?.why).toContain('There is a lock on it.');
    await refuses(it, 'approve', 'retry, abort');

    await it.rollouts.isTold('abort', { by: 'Ada' });
    const { state, ended } = await it.rollouts.isOver();
    expect({ state, ended }).toMatchObject({
      state: 'blocked',
      ended: { reason: 'Ada gave up the way back' },
    });
    expect(it.rollouts.capacities()).toEqual({ web: 3, api: 3 });
    // The fleet is free for the next one, which takes another name than what was left behind.
    await it.rollouts.begins(canary());
    expect(await it.rollouts.isOver()).toMatchObject({ state: 'succeeded', units: [{}, { name: 'web__2' }] });
  }));

test('aborted twice, it goes back once, and what is over takes nothing more', () =>
  rehearse(async (it) => {
    await it.begins(canary(APPROVAL));
    await it.rollouts.becomes('paused');

    await it.rollouts.isTold('abort');
    await it.rollouts.isTold('abort');
    await it.rollouts.becomes('rollingBack');
    expect(await it.rollouts.command('abort')).toMatchObject({ status: 202 });
    await refuses(it, 'approve', 'abort, rollback');

    await it.endsAsItBegan();
    const { status, body } = await it.rollouts.command('retry');
    expect(status).toBe(409);
    expect(JSON.stringify(body)).toContain('Nothing can be asked of it any more.');
    expect(
      (await it.rollouts.timeline()).filter(({ message }) => message.startsWith('Turns back')),
    ).toHaveLength(1);
  }));

test('there is one rollout of a fleet at a time, and no command for one that is not there', () =>
  rehearse(async (it) => {
    const policy = canary(APPROVAL);
    await it.begins(policy);
    const first = it.rollouts.id;

    const second = await it.rollouts.start(policy);
    expect(second).toMatchObject({ status: 409, body: { code: 'rolloutUnderWay' } });
    expect(JSON.stringify(second.body)).toContain(first);

    expect(await it.rollouts.command('explode' as RolloutCommand)).toMatchObject({
      status: 404,
      body: { code: 'commandUnknown' },
    });
    it.rollouts.id = 'web-20200101T000000000Z';
    expect(await it.rollouts.command('abort')).toMatchObject({
      status: 404,
      body: { code: 'rolloutNotFound' },
    });
  }));
