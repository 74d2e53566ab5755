import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
});
afterAll(() => app.close());

const TOO_LARGE = JSON.stringify({ scaleSet: 'x'.repeat(256 * 1024) });

/** Each door that takes a body. */
const BODY_DOORS = [
  ['PUT', '/api/fleets/new'],
  ['POST', '/api/fleets/web/reconcile'],
  ['POST', '/api/scale-events'],
] as const;

describe.each(BODY_DOORS)('%s %s', (method, path) => {
  test('answers 400 to what is not JSON', async () => {
    for (const body of ['{"scaleSet": ', 'no', '', '\u0000', '{"a":1}}']) {
      const answer = await app.send(method, path, { body });
      expect(problemOf(answer)).toMatchObject({ status: 400, title: 'Bad Request', code: 'malformedJson' });
    }
  });

  test('answers 400 to JSON of another form', async () => {
    for (const body of [null, 7, 'text', [], [{}], { unknown: true }]) {
      const answer = await app.send(method, path, { body: JSON.stringify(body) });
      expect(problemOf(answer).status).toBe(400);
    }
  });

  test('answers 413 to more than 256 KiB', async () => {
    const answer = await app.send(method, path, { body: TOO_LARGE });
    expect(problemOf(answer)).toMatchObject({ status: 413, title: 'Content Too Large', code: 'tooLarge' });
  });

  test('answers 413 also when the length was not said beforehand', async () => {
    expect(await chunked(method, path)).toEqual({ status: 413, type: 'application/problem+json' });
  });

  test('answers 415 to another media type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonlines']) {
      const answer = await app.send(method, path, { body: '{}', headers: { 'content-type': type } });
      expect(problemOf(answer)).toMatchObject({
        status: 415,
        title: 'Unsupported Media Type',
        code: 'notJson',
      });
    }
  });
});

test('a body without a media type is not taken for none', async () => {
  const path = '/api/fleets/web/reconcile';
  const answer = await chunked('POST', path, { body: '{"approveRemovals":5}', headers: {} });
  expect(answer.status).toBe(415);
});

interface Chunked {
  body: string;
  headers: Record<string, string>;
}

const LARGE_JSON: Chunked = { body: TOO_LARGE, headers: { 'content-type': 'application/json' } };

function chunked(method: string, path: string, sent = LARGE_JSON): Promise<{ status: number; type: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-functions-key': 'local', ...sent.headers };
    const going = request(`${app.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '' });
    });
    going.on('error', reject);
    for (let at = 0; at < sent.body.length; at += 64 * 1024) going.write(sent.body.slice(at, at + 64 * 1024));
    going.end();
  });
}

describe('a fleet that is not in form', () => {
  test('is answered with all of its problems at once, each with its path', async () => {
    const body = {
      scaleSet: '/subscriptions/none',
      octopus: {
        enviroment: 'Production',
        roles: ['web', ''],
        connection: { kind: 'listening', port: 70_000 },
        projects: [{ project: 'Shop' }, { release: '1.0.0' }],
      },
      wait: { deadlineMinutes: -1, onDeadline: 'panic' },
      prune: { maxPerRun: 1.5, dry: true },
      colour: 'blue',
    };
    const problem = problemOf(await app.send('PUT', '/api/fleets/bad', { body }));
    expect(problem).toMatchObject({ status: 400, code: 'invalidBody', title: 'Bad Request' });
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual([
      'colour',
      'octopus.connection.port',
      'octopus.enviroment',
      'octopus.environment',
      'octopus.projects[1].project',
      'octopus.roles[1]',
      'prune.dry',
      'prune.maxPerRun',
      'scaleSet',
      'wait.deadlineMinutes',
      'wait.onDeadline',
    ]);
    expect(problem.detail).toContain('11 problems');
  });

  test.each([null, 7, 'targets'])('is told of a section that is %j, and of the rest', async (octopus) => {
    const body = { ...fleetOver('api'), colour: 'blue', octopus };
    const { errors } = problemOf(await app.send('PUT', '/api/fleets/bad', { body }));
    expect(errors?.map(({ path }) => path).sort()).toEqual(['colour', 'octopus']);
  });

  test('leaves no trace', async () => {
    await app.send('PUT', '/api/fleets/bad', { body: { ...fleetOver('api'), colour: 'blue' } });
    expect((await app.send('GET', '/api/fleets/bad')).status).toBe(404);
  });
});

test('a name that no fleet can have is answered with 400 everywhere', async () => {
  for (const name of ['Web', 'a_b', 'a--', '-a', 'x'.repeat(41), '%2e%2e%2fweb', 'w%20b', '%00']) {
    const put = await app.send('PUT', `/api/fleets/${name}`, { body: fleetOver('api') });
    expect(problemOf(put)).toMatchObject({ status: 400, errors: [{ path: '' }] });
    expect(problemOf(await app.send('GET', `/api/fleets/${name}`)).status).toBe(400);
  }
});

test('a fleet that does not exist is answered with 404 by every route', async () => {
  const routes = [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/instances'],
    ['GET', '/timeline'],
    ['GET', '/reactions'],
    ['GET', '/reactions/one'],
    ['POST', '/reconcile'],
  ] as const;
  for (const [method, path] of routes) {
    const problem = problemOf(await app.send(method, `/api/fleets/nowhere${path}`));
    expect(problem).toMatchObject({ status: 404, title: 'Not Found', code: 'fleetNotFound' });
    expect(problem.detail).toContain('nowhere');
  }
});

test('a reaction that does not exist is answered with 404', async () => {
  for (const id of ['none', '%2F', 'a%00b', "'%20or%201", '%F0%9F%9A%80']) {
    const problem = problemOf(await app.send('GET', `/api/fleets/web/reactions/${id}`));
    expect(problem).toMatchObject({ status: 404, code: 'reactionNotFound' });
  }
});

test('a scale set that no fleet has is answered with 404', async () => {
  const answer = await app.send('POST', '/api/scale-events', { body: { scaleSet: scaleSetId('other') } });
  expect(problemOf(answer)).toMatchObject({ status: 404, code: 'scaleSetUnknown' });
});

test('a scale set of another fleet is answered with 409 that names it, however the id is spelled', async () => {
  const body = { ...fleetOver('web'), scaleSet: scaleSetId('web').toUpperCase().replace('/SUBS', '/subs') };
  const problem = problemOf(await app.send('PUT', '/api/fleets/second', { body }));
  expect(problem).toMatchObject({ status: 409, title: 'Conflict', code: 'scaleSetTaken' });
  expect(problem.detail).toContain('fleet web');
});

test('a page that cannot be is answered with 400', async () => {
  const queries = ['take=0', 'take=501', 'take=1.5', 'take=all', 'before=%27%20or%201', 'before=../x'];
  for (const path of ['/api/fleets/web/timeline', '/api/fleets/web/reactions', '/api/events/quarantined']) {
    for (const query of queries) {
      expect(problemOf(await app.send('GET', `${path}?${query}`)).status).toBe(400);
    }
  }
});
