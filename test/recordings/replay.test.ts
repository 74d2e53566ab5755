import { beforeAll, describe, expect, test } from '@jest/globals';

import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../../local/arm/json.ts';
import { ownRecording } from './own-recording.ts';
import type { Exchange, Recording } from './recording.ts';
import { replay } from './replay.ts';
import { recordingsTable, tableIn, withTable } from './table.ts';

const LIST = 'GET virtualMachineScaleSets/{}/virtualMachines';
const LIMITS = 'x-ms-ratelimit-remaining-resource';
let own: Recording;

interface Change {
  at: 'LIST' | 'PATCH' | 'POST' | 'MISSING' | 'ENDED';
  by: (exchange: Exchange) => Exchange | Exchange[];
  told: RegExp;
}

beforeAll(async () => {
  own = await ownRecording();
});

test('what the simulator answered once it answers again, whatever it calls its instances and operations', async () => {
  const outcomes = await replay(own);
  expect(outcomes.filter(({ verdict }) => verdict.name !== 'exact')).toEqual([]);
  expect(outcomes.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining([
      LIST,
      'POLL Microsoft.Compute/operations',
      'POST virtualMachineScaleSets/{}/restart',
    ]),
  );
});

describe('one thing that the recording has otherwise is told of', () => {
  test.each<[string, Change]>([
    [
      'a status',
      { at: 'PATCH', by: (exchange) => ({ ...exchange, status: 202 }), told: /`status`: 200, not 202/ },
    ],
    [
      'a key',
      { at: 'LIST', by: items((item) => ({ ...item, extra: 1 })), told: /`value\[\]\.extra` missing/ },
    ],
    [
      'a key too many',
      { at: 'LIST', by: items((item) => without(item, 'sku')), told: /`value\[\]\.sku` only simulated/ },
    ],
    [
      'a type',
      { at: 'LIST', by: items((item) => ({ ...item, location: 1 })), told: /location`: string, not number/ },
    ],
    ['a state', { at: 'LIST', by: items(unready), told: /provisioningState`: Succeeded, not Failed/ }],
    [
      'a count',
      {
        at: 'LIST',
        by: (exchange) => ({ ...exchange, responseBody: { value: [] } }),
        told: /`value`: 2 items, not 0/,
      },
    ],
    [
      'a header',
      {
        at: 'PATCH',
        by: header('location', 'https://management.azure.com/somewhere'),
        told: /`header location` missing/,
      },
    ],
    [
      'a header too many',
      { at: 'POST', by: header('location', undefined), told: /`header location` only simulated/ },
    ],
    [
      'a value that nobody acts on',
      {
        at: 'LIST',
        by: items((item) => ({ ...item, location: 'westus' })),
        told: /value\[\]\.location`: westeurope, not westus/,
      },
    ],
    [
      'the text of an error',
      {
        at: 'MISSING',
        by: (exchange) => ({ ...exchange, responseBody: { error: { code: 'NotFound', message: 'Gone.' } } }),
        told: /error\.message`: The entity was not found.*, not Gone\./,
      },
    ],
    [
      'an operation that still runs',
      { at: 'ENDED', by: running, told: /`status`: Succeeded, not InProgress/ },
    ],
    [
      'a version that is none',
      {
        at: 'LIST',
        by: (exchange) => ({ ...exchange, url: exchange.url.replace('2024-07-01', '2024-07-32') }),
        told: /`status`: 400, not 200 \(No registered resource provider/,
      },
    ],
    [
      'a wait asked for',
      {
        at: 'PATCH',
        by: header('retry-after', '17'),
        told: /`header retry-after`: 10, not 17/,
      },
    ],
    [
      'a rate limit',
      { at: 'PATCH', by: header(LIMITS, 'Microsoft.Compute/Other;1'), told: /Other` missing/ },
    ],
  ])('%s', async (_what, { at, by, told }) => {
    const changed = {
      ...own,
      exchanges: own.exchanges.flatMap((exchange) => (isAt(exchange, at) ? by(exchange) : exchange)),
    };
    const outcomes = await replay(changed);
    const found = outcomes.filter(({ verdict }) => verdict.name === 'differs');
    expect(found).not.toHaveLength(0);
    expect(found[0]?.verdict.reasons.join('; ')).toMatch(told);
  });
});

test('an operation that nobody simulates is a 501, and polls of what was begun before are not compared', async () => {
  const [first] = own.exchanges;
  const path = '/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Compute';
  const unknown = {
    ...first,
    method: 'GET',
    requestBody: null,
    url: `https://management.azure.com${path}/snapshots?api-version=2024-03-02`,
  };
  const before = {
    ...first,
    method: 'GET',
    requestBody: null,
    url: `https://management.azure.com${path}/locations/westeurope/operations/11111111-2222-3333-4444-555555555555?api-version=2024-07-01`,
  };
  const outcomes = await replay({ ...own, exchanges: [unknown, before] as Exchange[] });
  expect(outcomes.map(({ verdict }) => verdict.name)).toEqual(['501', 'not compared']);
});

test('the table counts per recording, names what is not exact, and takes the place of the former one', async () => {
  const other = {
    ...own,
    name: 'other',
    exchanges: own.exchanges.map((exchange) =>
      isAt(exchange, 'PATCH') ? { ...exchange, status: 202 } : exchange,
    ),
  };
  const table = await recordingsTable([own, other]);
  const count = own.exchanges.length;
  expect(table).toContain(`| own | ${count} | | | | |`);
  expect(table).toMatch(
    /\| other \| PATCH virtualMachineScaleSets\/\{\} \| 1 \| differs \| `status`: 200, not 202 \|/,
  );
  expect(table).toContain(`Of ${2 * count} exchanges: `);
  const document = withTable('before\n<!-- recordings:begin -->\nold\n<!-- recordings:end -->\nafter', table);
  expect(document).toMatch(/^before\n[^]*after$/);
  expect(document).not.toContain('old\n');
  expect(tableIn(document)).toBe(table);
});

function isAt({ method, url, responseBody }: Exchange, where: string): boolean {
  if (where === 'LIST') return url.includes('/virtualMachines?');
  if (where === 'MISSING') return url.includes('/virtualMachines/99');
  if (where === 'ENDED') return textAt(responseBody, 'status') === 'Succeeded';
  return method === where;
}

/** As if it had gone on after its end. */
function running(exchange: Exchange): Exchange[] {
  const again = { ...objectAt(exchange.responseBody), status: 'InProgress' };
  return [exchange, { ...exchange, responseBody: again }];
}

function items(change: (item: JsonObject) => JsonObject) {
  return (exchange: Exchange): Exchange => {
    const listed = listAt(exchange.responseBody, 'value').filter(isObject);
    return { ...exchange, responseBody: { value: listed.map(change) } };
  };
}

function unready(item: JsonObject): JsonObject {
  return { ...item, properties: { ...objectAt(item, 'properties'), provisioningState: 'Failed' } };
}

function header(name: string, value: string | undefined) {
  return (exchange: Exchange): Exchange => {
    const { [name]: _former, ...others } = exchange.responseHeaders;
    return { ...exchange, responseHeaders: { ...others, ...(value !== undefined && { [name]: value }) } };
  };
}
