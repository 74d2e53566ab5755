import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CARE_FOR_FLEET, careId } from '../../shared/contracts/activities.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

const PERIOD_MS = 5 * 60_000;
const DURABLE = '/runtime/webhooks/durabletask';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ reconcileSchedule: '0 */5 * * * *' });
  for (const fleet of ['web', 'api'] as const)
    await app.send('PUT', `/api/fleets/${fleet}`, { body: fleetOver(fleet) });
  await app.clock.advance(PERIOD_MS);
});
afterAll(() => app.close());
// Half a minute before the timer is due.
beforeEach(() => app.clock.advance(PERIOD_MS - ((app.clock.now() + 30_000) % PERIOD_MS)));

async function reactionsSince(time: number, fleet = 'web'): Promise<Reaction[]> {
  const { json } = await app.send('GET', `/api/fleets/${fleet}/reactions`);
  return (json as { items: Reaction[] }).items.filter(({ startedAt }) => Date.parse(startedAt) >= time);
}

async function careStatus(fleet = 'web'): Promise<string> {
  const { json } = await app.send('GET', `${DURABLE}/instances/${careId(fleet)}`);
  return (json as { runtimeStatus: string }).runtimeStatus;
}

const deployments = () => app.outside.octopus.sim.list('deployments').length;
const operate = (operation: string) =>
  app.send('POST', `${DURABLE}/instances/${careId('web')}/${operation}?reason=test`);

test('every fleet looks at every tick, without any event', async () => {
  const began = app.clock.now();
  await app.clock.advance(3 * PERIOD_MS);
  for (const fleet of ['web', 'api']) {
    const reactions = await reactionsSince(began, fleet);
    expect(reactions.map(({ startedAt }) => Date.parse(startedAt) % PERIOD_MS)).toEqual([0, 0, 0]);
    for (const { hints } of reactions) expect(hints).toMatchObject({ count: 1, sources: { timer: 1 } });
  }
});

test('what changed while no event came is put right at the next tick', async () => {
  app.outside.arm.sim.setCapacity(scaleSetId('web'), 4);
  await app.clock.advance(2 * PERIOD_MS);
  const { json } = await app.send('GET', '/api/fleets/web/instances');
  const carrying = expect.objectContaining({ releases: [expect.objectContaining({ state: 'deployed' })] });
  expect((json as { items: unknown[] }).items).toEqual(Array.from({ length: 4 }, () => carrying));
});

describe('the care for a fleet runs again at the next tick', () => {
  async function expectCaredForAgain(): Promise<void> {
    const began = app.clock.now();
    const before = deployments();
    await app.clock.advance(60_000);
    expect(await careStatus()).toBe('Running');
    expect(await reactionsSince(began)).toMatchObject([
      { hints: { sources: { timer: 1 } }, outcome: 'nothingToDo', instances: { ready: 4 } },
    ]);
    expect(deployments()).toBe(before);
  }

  test('after somebody terminated it', async () => {
    expect((await operate('terminate')).status).toBe(202);
    await app.clock.advance(1000);
    expect(await careStatus()).toBe('Terminated');
    await expectCaredForAgain();
  });

  test('after it failed', async () => {
    await operate('terminate');
    await app.clock.advance(1000);
    // Started without the input it needs, as only a person with the system key can.
    await app.send('POST', `${DURABLE}/orchestrators/${CARE_FOR_FLEET}/${careId('web')}`);
    await app.clock.advance(1000);
    expect(await careStatus()).toBe('Failed');
    await expectCaredForAgain();
  });

  test('after its history was purged', async () => {
    await operate('terminate');
    await app.clock.advance(1000);
    await app.send('DELETE', `${DURABLE}/instances/${careId('web')}`);
    expect((await app.send('GET', `${DURABLE}/instances/${careId('web')}`)).status).toBe(404);
    await expectCaredForAgain();
  });
});

test('a suspended fleet is left alone, and catches up as one reaction when it is resumed', async () => {
  await operate('suspend');
  await app.clock.advance(3 * PERIOD_MS);
  expect(await careStatus()).toBe('Suspended');
  const resumed = app.clock.now();
  await operate('resume');
  await app.clock.advance(20_000);
  expect(await reactionsSince(resumed)).toMatchObject([{ hints: { count: 3, sources: { timer: 3 } } }]);
});

describe('a deleted fleet', () => {
  test('is cared for no more', async () => {
    await app.send('DELETE', '/api/fleets/web');
    await app.clock.advance(2 * PERIOD_MS);
    expect(await careStatus()).toBe('Completed');
  });

  test('is cared for again when it is put again, at once and by the timer, and nothing is deployed twice', async () => {
    const before = deployments();
    const again = app.clock.now();
    expect((await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') })).status).toBe(201);
    await app.clock.advance(PERIOD_MS);
    expect(await careStatus()).toBe('Running');
    const sources = (await reactionsSince(again)).map(({ hints }) => hints.sources).reverse();
    expect(sources).toEqual([{ fleetChanged: 1 }, { timer: 1 }]);
    expect(deployments()).toBe(before);
  });
});

test('none of this made a function fail', () => {
  expect(app.logs.filter(({ level }) => level === 'error' || level === 'critical')).toEqual([]);
});
