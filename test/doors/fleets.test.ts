import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const names = async () =>
  ((await app.send('GET', '/api/fleets')).json as { items: { name: string }[] }).items.map(
    ({ name }) => name,
  );

test('there is no fleet at first', async () => {
  expect(await app.send('GET', '/api/fleets')).toMatchObject({ status: 200, json: { items: [] } });
});

describe('a fleet that is put', () => {
  test('is created with everything that was left out filled in', async () => {
    const answer = await app.send('PUT', '/api/fleets/shop', { body: fleetOver('web') });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/fleets/shop');
    expect(answer.json).toEqual({
      name: 'shop',
      scaleSet: scaleSetId('web'),
      octopus: {
        server: 'default',
        space: 'Default',
        environment: 'Production',
        roles: ['web-server'],
        tenants: [],
        tenantTags: [],
        connection: { kind: 'listening', port: 10933, address: '{privateIp}' },
        projects: [{ project: 'Web Shop', release: 'latest' }],
      },
      wait: { deadlineMinutes: 30, onDeadline: 'proceed', stabilitySeconds: 6 },
      prune: { maxPerRun: 20, secondLookSeconds: 20, dryRun: false, allowEmpty: false },
      register: { waitMinutes: 5 },
      health: { waitMinutes: 3 },
      deploy: { attempts: 3, projects: 'inOrder', useGuidedFailure: false },
      rollouts: { base: 'live', keep: 3 },
      status: expect.objectContaining({ problems: [] }),
    });
  });

  test('is read as it was answered', async () => {
    const { status, json } = await app.send('GET', '/api/fleets/shop');
    expect(status).toBe(200);
    expect(json).toMatchObject({ name: 'shop', ...fleetOver('web'), octopus: { roles: ['web-server'] } });
    expect(await names()).toEqual(['shop']);
  });

  test('is replaced whole when it is put again, and what was set before is the default again', async () => {
    const prune = { maxPerRun: 7 };
    const changed = await app.send('PUT', '/api/fleets/shop', { body: { ...fleetOver('web'), prune } });
    expect(changed).toMatchObject({ status: 200, json: { prune: { maxPerRun: 7, dryRun: false } } });
    expect(changed.headers.get('location')).toBeNull();
    await app.send('PUT', '/api/fleets/shop', { body: fleetOver('web') });
    expect(await app.send('GET', '/api/fleets/shop')).toMatchObject({ json: { prune: { maxPerRun: 20 } } });
  });

  test('may be put back as its own answer showed it, without its name and status', async () => {
    const {
      name: _name,
      status: _status,
      ...fleet
    } = (await app.send('GET', '/api/fleets/shop')).json as Record<string, unknown>;
    expect((await app.send('PUT', '/api/fleets/shop', { body: fleet })).status).toBe(200);
  });

  test('may come with any JSON media type', async () => {
    for (const type of [
      'application/json; charset=utf-8',
      'Application/JSON',
      'application/merge-patch+json',
    ]) {
      const sent = { body: fleetOver('web'), headers: { 'content-type': type } };
      expect((await app.send('PUT', '/api/fleets/shop', sent)).status).toBe(200);
    }
  });

  test('lets its scale set go when it gets another', async () => {
    await app.send('PUT', '/api/fleets/shop', { body: fleetOver('api') });
    expect((await app.send('PUT', '/api/fleets/second', { body: fleetOver('web') })).status).toBe(201);
    const back = await app.send('PUT', '/api/fleets/shop', { body: fleetOver('web') });
    expect(problemOf(back)).toMatchObject({ status: 409, code: 'scaleSetTaken' });
    expect(await names()).toEqual(['second', 'shop']);
  });
});

describe('a name that nobody could be asked for', () => {
  const names = ['half \ud800 character', '\udc00', 'a\u0000b', '   ', 'x'.repeat(201)];

  test.each(names.map((name) => [JSON.stringify(name).slice(0, 30), name]))(
    '%s is refused',
    async (_what, name) => {
      const { octopus, ...fleet } = fleetOver('web');
      const body = { ...fleet, octopus: { ...octopus, roles: ['web-server', name] } };
      const problem = problemOf(await app.send('PUT', '/api/fleets/odd', { body }));
      expect(problem).toMatchObject({ status: 400, errors: [{ path: 'octopus.roles[1]' }] });
    },
  );
});

describe('what rollouts make of a fleet', () => {
  test('is refused member by member when it is wrong, with everything that is wrong', async () => {
    const rollouts = { base: 'both', prefix: 'web__3', keep: -1, keeps: 3 };
    const problem = problemOf(
      await app.send('PUT', '/api/fleets/odd', { body: { ...fleetOver('web'), rollouts } }),
    );
    expect(problem).toMatchObject({ status: 400 });
    const paths = (problem as unknown as { errors: { path: string }[] }).errors.map(({ path }) => path);
    expect(paths.sort()).toEqual(['rollouts.base', 'rollouts.keep', 'rollouts.keeps', 'rollouts.prefix']);
  });

  test.each(['', '-web', 'web-', 'web shop', 'web/shop', 'wéb', 'web__12', 'x'.repeat(58)])(
    'cannot begin its revisions’ names with "%s"',
    async (prefix) => {
      const body = { ...fleetOver('web'), rollouts: { prefix } };
      const problem = problemOf(await app.send('PUT', '/api/fleets/odd', { body }));
      expect(problem).toMatchObject({ status: 400, errors: [{ path: 'rollouts.prefix' }] });
    },
  );
});

describe('a fleet that is deleted', () => {
  test('is gone, and its scale set is free for another', async () => {
    const deleted = await app.send('DELETE', '/api/fleets/second');
    expect(deleted).toMatchObject({ status: 204, text: '' });
    expect(problemOf(await app.send('GET', '/api/fleets/second')).status).toBe(404);
    expect(problemOf(await app.send('DELETE', '/api/fleets/second')).status).toBe(404);
    expect((await app.send('PUT', '/api/fleets/third', { body: fleetOver('web') })).status).toBe(201);
    expect(await names()).toEqual(['shop', 'third']);
  });
});

test('of many who want one scale set at the same time exactly one gets it', async () => {
  await app.send('DELETE', '/api/fleets/third');
  const rivals = Array.from({ length: 8 }, (_, index) =>
    app.send('PUT', `/api/fleets/rival-${index}`, { body: fleetOver('web') }),
  );
  const statuses = (await Promise.all(rivals)).map(({ status }) => status).sort();
  expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
});
