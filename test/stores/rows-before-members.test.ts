import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createSqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { ofMember } from '../../shared/domain/members.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import type { Stores } from '../../shared/ports/stores.ts';
import { sampleFleet, scaleSetId, timeAt } from './samples.ts';

interface Written {
  table: string;
  partitionKey: string;
  key: string;
  value: unknown;
}

/** Two fleets, a status and a ledger exactly as the last version without members wrote them. */
const ROWS = JSON.parse(readFileSync(join(__dirname, 'rows-before-members.json'), 'utf8')) as Written[];

async function stored(): Promise<Stores> {
  const rows = createSqliteRowStore(':memory:');
  for (const { key, value, ...partition } of ROWS) await rows.write(partition, [{ do: 'put', key, value }]);
  return createStores(rows);
}

const SINCE_UNKNOWN = [{ scaleSet: scaleSetId('web'), role: 'base' }];

test('a fleet of before is read whole, and its scale set is its live base', async () => {
  const { fleets } = await stored();
  const web = await fleets.get('web');
  expect(web).toEqual({ name: 'web', fleet: sampleFleet('web') });
  expect((await fleets.list()).map(({ name }) => name)).toEqual(['api', 'web']);
  expect(await fleets.members({ name: 'web', fleet: sampleFleet('web') })).toEqual(SINCE_UNKNOWN);
  expect(await fleets.ofScaleSet(scaleSetId('web'))).toBe('web');
  expect(await fleets.status('web')).toMatchObject({ phase: 'idle' });
});

test('it may be put again, claim revisions, and lose its scale set to nobody', async () => {
  const { fleets } = await stored();
  expect(await fleets.put('web', sampleFleet('web'), { at: timeAt(1) })).toBe('replaced');
  expect(await fleets.members({ name: 'web', fleet: sampleFleet('web') })).toEqual(SINCE_UNKNOWN);
  await fleets.claimMember('web', { scaleSet: scaleSetId('web__1'), at: timeAt(2) });
  await expect(
    fleets.claimMember('web', { scaleSet: scaleSetId('api'), at: timeAt(2) }),
  ).rejects.toMatchObject({ problem: expect.objectContaining({ code: 'scaleSetTaken' }) });
  expect(await fleets.members({ name: 'web', fleet: sampleFleet('web') })).toHaveLength(2);
  expect(await fleets.delete('web')).toBe('deleted');
  expect(await fleets.ofScaleSet(scaleSetId('web'))).toBeUndefined();
});

test('its ledger’s rows are its base’s, whether that is noted in them or not', async () => {
  const rows = await (await stored()).ledger.rows('web');
  expect(rows.map(({ member }) => member)).toEqual([scaleSetId('web').toLowerCase(), undefined]);
  expect(ofMember(rows, scaleSetId('web'))).toEqual(rows);
});
