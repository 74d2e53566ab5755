import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { instanceView, reactionView } from '../../shared/view/fleet-view.ts';
import type { Page } from '../../shared/ports/page.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

/** One fleet whose three machines were registered and deployed to, and another that does nothing. */
let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
  await app.clock.advance(10 * 60_000);
});
afterAll(() => app.close());

async function read<T>(path: string): Promise<T> {
  const answer = await app.send('GET', path);
  expect(answer.status).toBe(200);
  return answer.json as T;
}

const reactions = async () => (await read<Page<Reaction>>('/api/fleets/web/reactions')).items;

test('instances are the ledger: who each one is, its target and what it carries', async () => {
  const { items } = await read<{ items: ReturnType<typeof instanceView>[] }>('/api/fleets/web/instances');
  const truth = app.outside.arm.sim.instances(scaleSetId('web'));
  expect(items.map(({ vmId }) => vmId).sort()).toEqual(truth.map(({ vmId }) => vmId).sort());
  for (const each of items) {
    expect(each).toMatchObject({ state: 'ready', health: 'healthy', target: { origin: 'registered' } });
    expect(each.releases).toMatchObject([{ version: '1.1.0', state: 'deployed', attempts: 1 }]);
    expect(each.reason).not.toBe('');
  }
});

describe('the timeline', () => {
  const path = '/api/fleets/web/timeline';

  test('is the fleet’s story, newest first, each line with its reason', async () => {
    const { items, next } = await read<Page<TimelineEntry>>(path);
    expect(next).toBeUndefined();
    const times = items.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(items.length).toBeGreaterThan(4);
    for (const { kind, message, reason } of items) expect([kind, message, reason]).not.toContain('');
  });

  test('is read whole by pages of any size', async () => {
    const whole = await read<Page<TimelineEntry>>(path);
    for (const take of [1, 2, 3]) expect(await allPages(path, take)).toEqual(whole.items);
  });
});

async function allPages(path: string, take: number): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let before = ''; ;) {
    const page = await read<Page<unknown>>(`${path}?take=${take}${before && `&before=${before}`}`);
    expect(page.items.length).toBeLessThanOrEqual(take);
    items.push(...page.items);
    if (page.next === undefined) return items;
    before = encodeURIComponent(page.next);
  }
}

describe('a reaction', () => {
  test('is listed with what led to it and how it ended', async () => {
    const [reaction] = await reactions();
    expect(reaction).toMatchObject({
      fleet: 'web',
      outcome: 'deploying',
      hints: { count: 1, sources: { fleetChanged: 1 } },
      instances: { capacity: 3, listed: 3, ready: 3, failed: 0 },
      hasServersToDeployTo: true,
    });
  });

  test('is read with its deployments and their exact machines', async () => {
    const [{ id, deploymentTargetIds } = { id: '', deploymentTargetIds: [] }] = await reactions();
    const whole = await read<ReturnType<typeof reactionView>>(`/api/fleets/web/reactions/${id}`);
    const [made] = app.outside.octopus.sim
      .list('deployments')
      .filter(({ Id }) => Id === whole.deployments[0]?.deploymentId);
    expect(whole.deployments).toMatchObject([
      { version: '1.1.0', state: 'succeeded', machineIds: made?.SpecificMachineIds },
    ]);
    expect([...deploymentTargetIds].sort()).toEqual([...(whole.deployments[0]?.machineIds ?? [])].sort());
  });

  test('is there by pages too, newest first', async () => {
    for (let round = 0; round < 3; round++) {
      await app.send('POST', '/api/fleets/web/reconcile');
      await app.clock.advance(60_000);
    }
    const all = await reactions();
    expect(all).toHaveLength(4);
    expect(await allPages('/api/fleets/web/reactions', 1)).toEqual(all);
    expect(all.map(({ startedAt }) => startedAt)).toEqual(
      all
        .map(({ startedAt }) => startedAt)
        .sort()
        .reverse(),
    );
  });
});

test('a fleet at rest says so, and that nothing is wrong', async () => {
  expect(await read('/api/fleets/web')).toMatchObject({ status: { phase: 'idle', problems: [] } });
});
