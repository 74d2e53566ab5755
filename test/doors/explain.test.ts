import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import type { Explanation, InstanceAnswer } from '../../shared/view/answers.ts';
import type * as z from 'zod';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

const WEB = '/api/fleets/web';
const MINUTE = 60_000;

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  await app.send('PUT', WEB, { body: fleetOver('web') });
  await app.clock.advance(4 * MINUTE);
});
afterAll(() => app.close());

interface PageOf<T> {
  items: T[];
  nextLink?: string;
}

async function allOf<T>(path: string): Promise<T[]> {
  const found: T[] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    const page = (await app.send('GET', at)).json as PageOf<T>;
    found.push(...page.items);
    at = page.nextLink?.slice(app.url.length);
  }
  return found;
}

const instances = (query = '') => allOf<InstanceAnswer>(`${WEB}/instances${query}`);
const timeline = (query = '') => allOf<TimelineEntry>(`${WEB}/timeline?take=500${query}`);

async function explained(word: string): Promise<z.infer<typeof Explanation>> {
  const { status, json } = await app.send('GET', `${WEB}/explain?instance=${encodeURIComponent(word)}`);
  expect(status).toBe(200);
  return json as z.infer<typeof Explanation>;
}

describe('why an instance stands where it stands', () => {
  test('is told under each of its names', async () => {
    const [first] = await instances();
    const { vmId, name, computerName, target } = first as InstanceAnswer;
    const names = [vmId, name, computerName, target?.name ?? '', target?.machineId ?? ''];
    for (const each of names) {
      const { instance, points } = await explained(each);
      expect(instance).toEqual(first);
      expect(points).toEqual([
        expect.objectContaining({
          about: 'registered',
          isSo: true,
          why: expect.stringMatching(/^Registered .*: /),
        }),
        expect.objectContaining({
          about: 'deployed',
          isSo: true,
          why: expect.stringMatching(/^Requested .* without Web Shop/),
        }),
        { about: 'pruned', isSo: false, why: 'Azure lists it' },
      ]);
    }
    expect((await explained(name.toUpperCase())).instance).toEqual(first);
  });

  test('comes with the decisions that name it, and with none about others alone', async () => {
    for (const { name, target } of await instances()) {
      const { decisions } = await explained(name);
      expect(decisions.length).toBeGreaterThan(2);
      const ids = [name, target?.name ?? '', target?.machineId ?? '', 'Deployments-'];
      for (const { message, reason, data } of decisions)
        expect(ids.some((id) => `${message} ${reason} ${JSON.stringify(data)}`.includes(id))).toBe(true);
    }
  });

  test('of one that is gone too', async () => {
    const before = await instances();
    app.outside.arm.sim.setCapacity(scaleSetId('web'), before.length - 1);
    for (let round = 0; round < 3; round++) {
      await app.send('POST', `${WEB}/reconcile`);
      await app.clock.advance(2 * MINUTE);
    }
    const there = new Set(app.outside.arm.sim.instances(scaleSetId('web')).map(({ vmId }) => vmId));
    const gone = before.find(({ vmId }) => !there.has(vmId));
    const { instance, points, decisions } = await explained(gone?.name ?? '');
    expect(decisions.map(({ kind }) => kind)).toContain('targetPruned');
    if (instance)
      expect(points.at(-1)).toMatchObject({
        about: 'pruned',
        isSo: true,
        why: expect.stringContaining(': '),
      });
  });

  test('of one that nobody has heard of there is nothing to say', async () => {
    for (const word of ['nobody', 'web', '..', '(']) {
      const answer = await app.send('GET', `${WEB}/explain?instance=${encodeURIComponent(word)}`);
      if (answer.status !== 200)
        expect(problemOf(answer)).toMatchObject({ status: 404, code: 'instanceNotFound' });
      else expect(answer.json).toMatchObject({ points: [] });
    }
    expect(problemOf(await app.send('GET', `${WEB}/explain`)).status).toBe(400);
  });
});

describe('of the timeline only', () => {
  test('some kinds', async () => {
    const all = await timeline();
    const wanted = all.filter(({ kind }) => kind === 'reactionOpened' || kind === 'targetsRegistered');
    expect(wanted.length).toBeGreaterThan(2);
    expect(await timeline('&kind=reactionOpened,targetsRegistered')).toEqual(wanted);
    // However small the pages, nothing is left out or told twice.
    expect(await allOf(`${WEB}/timeline?take=2&kind=reactionOpened,targetsRegistered`)).toEqual(wanted);
    expect(await timeline('&kind=none')).toEqual([]);
  });

  test('what names an instance, or belongs to a reaction', async () => {
    const [first] = await instances();
    const named = await timeline(`&subject=${first?.name}`);
    expect(named.length).toBeGreaterThan(0);
    for (const { message, reason } of named) expect(`${message} ${reason}`).toContain(first?.name);
    const id = (await timeline()).at(-1)?.reactionId ?? '';
    const ofReaction = (await timeline()).filter(({ reactionId }) => reactionId === id);
    expect(await timeline(`&subject=${encodeURIComponent(id)}`)).toEqual(ofReaction);
  });

  test('since a moment', async () => {
    const all = await timeline();
    const since = all[3]?.at ?? '';
    const wanted = all.filter(({ at }) => at >= since);
    expect(await timeline(`&since=${since}`)).toEqual(wanted);
    expect(await allOf(`${WEB}/timeline?take=1&since=${since}`)).toEqual(wanted);
    const wrong = await app.send('GET', `${WEB}/timeline?since=yesterday`);
    expect(problemOf(wrong)).toMatchObject({ status: 400, errors: [{ path: 'since' }] });
  });
});

test('instances come in pages, and by their state', async () => {
  const all = await instances();
  expect(all.length).toBeGreaterThan(1);
  expect(await instances('?take=1')).toEqual(all);
  const ready = all.filter(({ state }) => state === 'ready');
  expect(await instances('?take=1&state=ready')).toEqual(ready);
  expect(problemOf(await app.send('GET', `${WEB}/instances?state=odd`)).status).toBe(400);
});
