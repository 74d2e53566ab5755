import { afterAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import type { RowStore } from '../../shared/tables/row-store.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { describeRows } from './row-store-contract.ts';
import { sampleFleet, sampleHint, sampleRow } from './samples.ts';
import { describeStores } from './stores-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'stores-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeStores('SQLite in memory', () => createSqliteRowStore(':memory:'));
describeStores('a SQLite file', () => createSqliteRowStore(join(folder, 'contract', 'state.db')));
describeStores('a SQLite file opened anew for every call', () => reopening(join(folder, 'reopened.db')));
describeRows('SQLite', () => createSqliteRowStore(':memory:'));

function reopening(path: string): RowStore {
  const once = async <T>(work: (rows: RowStore) => Promise<T>) => {
    const rows = createSqliteRowStore(path);
    try {
      return await work(rows);
    } finally {
      rows.close();
    }
  };
  return {
    get: (partition, key) => once((rows) => rows.get(partition, key)),
    list: (partition, range) => once((rows) => rows.list(partition, range)),
    write: (partition, changes) => once((rows) => rows.write(partition, changes)),
  };
}

describe('the SQLite file', () => {
  test('keeps everything over close and open', async () => {
    const path = join(folder, 'kept.db');
    const before = createSqliteRowStore(path);
    const stores = createStores(before);
    await stores.fleets.put('shop', sampleFleet('web'));
    await stores.hints.add('shop', sampleHint('a', 1));
    await stores.ledger.save('shop', [sampleRow('vm')]);
    before.close();

    const after = createSqliteRowStore(path);
    const kept = createStores(after);
    expect(await kept.fleets.get('shop')).toEqual({ name: 'shop', fleet: sampleFleet('web') });
    expect((await kept.hints.collect('shop')).count).toBe(1);
    expect(await kept.ledger.rows('shop')).toEqual([sampleRow('vm')]);
    after.close();
  });

  test('and what lies beside it is read by its owner only, also one that was left open to all', async () => {
    const path = join(folder, 'private', 'state.db');
    for (const before of [undefined, 0o644]) {
      if (before !== undefined) chmodSync(path, before);
      const rows = createSqliteRowStore(path);
      await createStores(rows).fleets.put('shop', sampleFleet('web'));
      for (const file of readdirSync(join(folder, 'private')))
        expect([file, statSync(join(folder, 'private', file)).mode & 0o777]).toEqual([file, 0o600]);
      rows.close();
    }
    expect(statSync(join(folder, 'private')).mode & 0o777).toBe(0o700);
  });

  test('that is not a database is the operator’s to put right', () => {
    const path = join(folder, 'not-a.db');
    writeFileSync(path, 'this is no database, but long enough to be looked at '.repeat(40));
    const problem = expect.objectContaining({ kind: 'Permanent', code: 'storeUnusable' });
    expect(() => createSqliteRowStore(path)).toThrow(expect.objectContaining({ problem }));
  });

  test('below a file instead of a folder is the operator’s to put right', () => {
    const path = join(folder, 'not-a.db', 'state.db');
    const problem = expect.objectContaining({ kind: 'Permanent', code: 'storeUnusable' });
    expect(() => createSqliteRowStore(path)).toThrow(expect.objectContaining({ problem }));
  });
});
