import { RestError } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sqliteProblem } from '../../local/embedded-store/sqlite-problem.ts';
import type { SqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { ProblemError } from '../../shared/contracts/problem.ts';
import { azureStoreProblem } from '../../shared/tables/azure-store-problem.ts';
import { vmssWriteEvent } from '../support/events/resource-operation-events.ts';
import { deliver } from './support/event-grid.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

/** What the store throws at every call, while it does. */
let trouble: ProblemError | undefined;
let app: OpenApp;

beforeAll(async () => {
  app = await openApp({ overRows: troubled });
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
  await app.clock.advance(5 * 60_000);
});
afterAll(async () => {
  trouble = undefined;
  await app.close();
});

function troubled(rows: SqliteRowStore): SqliteRowStore {
  const unless = <T>(work: () => Promise<T>) => (trouble ? Promise.reject(trouble) : work());
  return {
    get: (...args) => unless(() => rows.get(...args)),
    list: (...args) => unless(() => rows.list(...args)),
    write: (...args) => unless(() => rows.write(...args)),
    close: () => rows.close(),
  };
}

const sqlite = (errcode: number) => sqliteProblem(Object.assign(new Error('it failed'), { errcode }));
const azure = (statusCode: number) => azureStoreProblem(new RestError('it failed', { statusCode }));
const unreachable = () => azureStoreProblem(new RestError('no', { code: 'REQUEST_SEND_ERROR' }));

const TROUBLES: [string, () => ProblemError, number, RegExp][] = [
  ['the disk is full', () => sqlite(13), 507, /Free some space/],
  ['the disk fails', () => sqlite(10), 503, /Check the disk/],
  ['the file is damaged', () => sqlite(11), 503, /Restore/],
  ['the folder is read-only', () => sqlite(8), 503, /right to write/],
  ['another holds the file', () => sqlite(5), 503, /tried again/],
  ['the table store does not know us', () => azure(401), 502, /Storage Table Data Contributor/],
  ['the table store forbids it', () => azure(403), 502, /Storage Table Data Contributor/],
  ['the table store is busy', () => azure(503), 503, /tried again/],
  ['the table store throttles', () => azure(429), 503, /tried again/],
  ['the table store cannot be reached', unreachable, 503, /tried again/],
  ['the store fails in a way of its own', () => sqlite(1), 500, /Report/],
];
const ROUTES: [string, string, unknown?][] = [
  ['GET', '/api/fleets'],
  ['GET', '/api/fleets/web'],
  ['GET', '/api/fleets/web/instances'],
  ['GET', '/api/fleets/web/timeline'],
  ['GET', '/api/fleets/web/reactions'],
  ['GET', '/api/fleets/web/reactions/one'],
  ['GET', '/api/events/quarantined'],
  ['PUT', '/api/fleets/web', fleetOver('web')],
  ['DELETE', '/api/fleets/web'],
  ['POST', '/api/fleets/web/reconcile'],
  ['POST', '/api/scale-events', { scaleSet: scaleSetId('web') }],
];

describe.each(TROUBLES)('when %s', (...[, problem, status, nextStep]) => {
  test(`every route answers ${status} with the next step`, async () => {
    trouble = problem();
    for (const [method, path, body] of ROUTES) {
      const answer = await app.send(method, path, body === undefined ? {} : { body });
      expect([path, problemOf(answer)]).toMatchObject([
        path,
        { status, nextStep: expect.stringMatching(nextStep) },
      ]);
      const wait = trouble.problem.retryAfterSeconds;
      expect(answer.headers.get('retry-after')).toBe(wait === undefined ? null : String(wait));
    }
  });

  test('Event Grid is told to come again', async () => {
    trouble = problem();
    expect((await deliver(app, [vmssWriteEvent({ scaleSet: scaleSetId('web'), id: 'e' })])).status).toBe(500);
  });
});

test('what came while it failed is taken when it comes again', async () => {
  trouble = undefined;
  const event = vmssWriteEvent({ scaleSet: scaleSetId('web'), id: 'again' });
  expect((await deliver(app, [event])).status).toBe(202);
  expect((await app.send('GET', '/api/fleets/web')).status).toBe(200);
});
