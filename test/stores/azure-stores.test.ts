import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createAzureRowStore } from '../../shared/tables/azure-row-store.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { startAzurite } from './azurite.ts';
import type { Azurite } from './azurite.ts';
import { describeRows } from './row-store-contract.ts';
import { sampleFleet } from './samples.ts';
import { describeStores } from './stores-contract.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const open = (tablePrefix: string) =>
  createAzureRowStore({ connectionString: azurite.connectionString, tablePrefix });

describeStores('Azure Tables', () => open('stores'));
describeRows('Azure Tables', () => open('rows'));

describe('Azure Tables', () => {
  test('what one client wrote another reads, and tables that exist are no trouble', async () => {
    await createStores(open('shared')).fleets.put('shop', sampleFleet('web'));
    expect((await createStores(open('shared')).fleets.get('shop'))?.name).toBe('shop');
    expect(await createStores(open('apart')).fleets.list()).toEqual([]);
  });

  test('a wrong key is the operator’s to put right', async () => {
    const { fleets } = createStores(createAzureRowStore({ connectionString: azurite.wrongKey }));
    const problem = expect.objectContaining({ kind: 'Permanent', code: 'storeUnauthorized' });
    await expect(fleets.list()).rejects.toMatchObject({ problem });
  });
});

describe('settings that cannot work', () => {
  const credential = { getToken: () => Promise.resolve(null) };
  test.each([
    ['nothing at all', {}],
    ['a token over http', { endpoint: 'http://example.test', credential }],
    ['a connection string that is none', { connectionString: 'AccountKey=secret' }],
    [
      'a prefix that tables may not have',
      { connectionString: 'UseDevelopmentStorage=true', tablePrefix: 'a-b' },
    ],
  ])('%s is said at once, without telling a secret', (_, options) => {
    const problem = {
      kind: 'Permanent',
      code: 'storeNotConfigured',
      message: expect.not.stringContaining('secret'),
    };
    expect(() => createAzureRowStore(options)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining(problem) }),
    );
  });
});

describe('a table service in trouble', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const account = 'DefaultEndpointsProtocol=http;AccountName=tests;AccountKey=a2V5';
  const fleets = (options: { port?: number; callTimeoutMs?: number } = {}) => {
    const { port = (server.address() as AddressInfo).port, ...rest } = options;
    const connectionString = `${account};TableEndpoint=http://127.0.0.1:${port}/tests`;
    return createStores(createAzureRowStore({ connectionString, ...rest })).fleets;
  };

  test.each([
    [429, 'Transient', 'storeBusy'],
    [500, 'Transient', 'storeBusy'],
    [503, 'Transient', 'storeBusy'],
    [403, 'Permanent', 'storeUnauthorized'],
    [400, 'Bug', 'storeFailed'],
  ])('that answers %i is %s', async (status, kind, code) => {
    answer = (response) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    await expect(fleets().get('shop')).rejects.toMatchObject({ problem: { kind, code } });
  });

  test('that says when to come back is believed', async () => {
    answer = (response) => response.writeHead(503, { 'retry-after': '1' }).end();
    await expect(fleets().get('shop')).rejects.toMatchObject({ problem: { retryAfterSeconds: 1 } });
  });

  test('that does not listen is tried again later', async () => {
    await expect(fleets({ port: 1 }).get('shop')).rejects.toMatchObject({
      problem: { kind: 'Transient', code: 'storeUnreachable' },
    });
  });

  test('that never answers is given up', async () => {
    answer = () => undefined;
    const problem = { kind: 'Transient', code: 'storeUnreachable' };
    await expect(fleets({ callTimeoutMs: 300 }).get('shop')).rejects.toMatchObject({ problem });
  });
});
