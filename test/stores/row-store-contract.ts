import { beforeAll, describe, expect, test } from '@jest/globals';
import { keyAfter, prefixRange } from '../../shared/tables/row-store.ts';
import type { Change, RowStore } from '../../shared/tables/row-store.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { sampleEvent, sampleFleet, sampleHint, sampleRow, scaleSetId } from './samples.ts';

const put = (key: string, value: unknown = key): Change => ({ do: 'put', key, value });

/** What both row stores must mean alike, and what the stores make of rows that somebody else wrote. */
export function describeRows(name: string, open: () => RowStore): void {
  describe(`rows in ${name}`, () => {
    let rows: RowStore;
    beforeAll(() => {
      rows = open();
    });
    transactionsSpec(() => rows);
    rangesSpec(() => rows);
    foreignRowsSpec(() => rows);
  });
}

const at = (partitionKey: string) => ({ table: 'trials', partitionKey });

function transactionsSpec(rows: () => RowStore): void {
  test('a transaction whose condition does not hold writes nothing', async () => {
    await rows().write(at('insert'), [put('a', 1)]);
    const both: Change[] = [put('b', 2), { do: 'insert', key: 'a', value: 3 }];
    expect(await rows().write(at('insert'), both)).toBe('conflict');
    expect(await rows().get(at('insert'), 'b')).toBeUndefined();
    expect((await rows().get(at('insert'), 'a'))?.value).toBe(1);
  });

  test('a row is replaced only in the version that was read', async () => {
    await rows().write(at('replace'), [put('a', 1)]);
    const { version = '' } = (await rows().get(at('replace'), 'a')) ?? {};
    const replace = (value: number): Change[] => [{ do: 'replace', key: 'a', value, version }];
    expect(await rows().write(at('replace'), replace(2))).toBe('written');
    expect(await rows().write(at('replace'), replace(3))).toBe('conflict');
    expect((await rows().get(at('replace'), 'a'))?.value).toBe(2);
    await rows().write(at('replace'), [{ do: 'remove', key: 'a' }]);
    expect(await rows().write(at('replace'), replace(4))).toBe('conflict');
  });

  test('removing what is not there does not keep the rest of the transaction from being written', async () => {
    await rows().write(at('remove'), [put('there')]);
    const mixed: Change[] = ['gone', 'there'].map((key) => ({ do: 'remove', key }));
    expect(await rows().write(at('remove'), [...mixed, put('new')])).toBe('written');
    expect((await rows().list(at('remove'), prefixRange('n'))).map(({ key }) => key)).toEqual(['new']);
    expect(await rows().get(at('remove'), 'there')).toBeUndefined();
  });

  test('of several changes to a row the last counts', async () => {
    expect(await rows().write(at('last'), [put('a', 1), put('b', 1), put('a', 2)])).toBe('written');
    expect((await rows().get(at('last'), 'a'))?.value).toBe(2);
  });

  test('nothing to write is written', async () => {
    expect(await rows().write(at('nothing'), [])).toBe('written');
  });

  test('the order of writing can be told from the rows', async () => {
    for (const key of ['c', 'a', 'b']) await rows().write(at('order'), [put(key)]);
    const found = await rows().list(at('order'), { from: 'a', below: 'z' });
    const byWriting = found.toSorted((one, other) => (one.writtenAt < other.writtenAt ? -1 : 1));
    expect(byWriting.map(({ key }) => key)).toEqual(['c', 'a', 'b']);
  });

  test('250 large rows are written and read whole', async () => {
    const value = 'ü"'.repeat(20_000);
    const keys = Array.from({ length: 250 }, (_, i) => `k${String(i).padStart(3, '0')}`);
    await rows().write(
      at('large'),
      keys.map((key) => put(key, value)),
    );
    const found = await rows().list(at('large'), prefixRange('k'));
    expect(found.map(({ key }) => key)).toEqual(keys);
    expect(found.every((row) => row.value === value)).toBe(true);
  });
}

function rangesSpec(rows: () => RowStore): void {
  test('a range is read in order, to its end, across pages', async () => {
    const keys = Array.from({ length: 2300 }, (_, i) => `p${String(i).padStart(4, '0')}`);
    await rows().write(
      at('range'),
      keys.map((key) => put(key, 0)),
    );
    const found = async (from: string, below: string, take?: number) => {
      const range = take === undefined ? { from, below } : { from, below, take };
      return (await rows().list(at('range'), range)).map(({ key }) => key);
    };
    expect(await found('p', 'q')).toEqual(keys);
    expect(await found('p0010', 'p0013')).toEqual(['p0010', 'p0011', 'p0012']);
    expect(await found(keyAfter('p0010'), keyAfter('p0012'))).toEqual(['p0011', 'p0012']);
    expect(await found('p', 'q', 1500)).toEqual(keys.slice(0, 1500));
  });

  test('keys of any characters come back as they were, sorted by code units', async () => {
    const keys = [
      '',
      ' ',
      '!',
      '"',
      '#',
      "'",
      '.',
      '/',
      '//',
      '?',
      '[',
      '\\',
      '~',
      '\u0000',
      '\u007f',
      'a',
      'ü',
      '￿',
      '😀',
    ];
    await rows().write(
      at('odd/#?'),
      keys.map((key) => put(`k${key}`)),
    );
    const found = await rows().list(at('odd/#?'), prefixRange('k'));
    expect(found.map(({ key }) => key)).toEqual(keys.map((key) => `k${key}`).sort());
  });

  test('a key that is too long is refused as such', async () => {
    const problem = expect.objectContaining({ kind: 'InvalidInput', code: 'keyTooLong' });
    await expect(rows().get(at('long'), 'x'.repeat(513))).rejects.toMatchObject({ problem });
  });
}

function foreignRowsSpec(rows: () => RowStore): void {
  test('fields that a newer version wrote are dropped, also deep inside a fleet', async () => {
    const fleet = sampleFleet('newer');
    const newer = { ...fleet, rollout: {}, octopus: { ...fleet.octopus, colour: 'red' } };
    await rows().write({ table: 'fleets', partitionKey: 'fleets' }, [put('fleet:newer', newer)]);
    expect((await createStores(rows()).fleets.get('newer'))?.fleet).toEqual(fleet);
  });

  test('a row that cannot be read is a bug, and the error names the row', async () => {
    await rows().write({ table: 'ledger', partitionKey: 'broken' }, [put('vm:1', { vmId: 1 })]);
    await expect(createStores(rows()).ledger.rows('broken')).rejects.toMatchObject({
      problem: {
        kind: 'Bug',
        code: 'unreadableRow',
        message: expect.stringMatching(/"vm:1".*"broken".*"ledger".*vmId/),
      },
    });
  });

  test('a hint that cannot be read still counts, and is cleared with the others', async () => {
    const { hints } = createStores(rows());
    await rows().write({ table: 'hints', partitionKey: 'broken' }, [
      put('2026-11-20T08:00:00:000Z-x', { source: 9 }),
    ]);
    await hints.add('broken', sampleHint('whole', 1));
    const batch = await hints.collect('broken');
    expect(batch).toMatchObject({ count: 2, distinct: 2, sources: { unreadable: 1, eventGrid: 1 } });
    await hints.clear('broken', batch.through);
    expect((await hints.collect('broken')).count).toBe(0);
  });

  test('a quarantined event that cannot be read is shown as that, among the others', async () => {
    const { quarantine } = createStores(rows());
    await quarantine.add(sampleEvent('whole', 0));
    const [whole] = await rows().list({ table: 'quarantine', partitionKey: 'events' }, prefixRange('event:'));
    const key = whole?.key.replace(/-.*/, '-0') ?? '';
    await rows().write({ table: 'quarantine', partitionKey: 'events' }, [put(key, 'nonsense')]);
    const { items } = await quarantine.list({ take: 10 });
    expect(items).toContainEqual(sampleEvent('whole', 0));
    expect(items).toContainEqual(
      expect.objectContaining({ code: 'unreadableRow', receivedAt: sampleEvent('whole', 0).receivedAt }),
    );
  });

  test('a scale set whose fleet no longer claims it can be taken', async () => {
    const { fleets } = createStores(rows());
    await fleets.put('ghost', sampleFleet('haunted'));
    await rows().write({ table: 'fleets', partitionKey: 'fleets' }, [{ do: 'remove', key: 'fleet:ghost' }]);
    expect(await fleets.put('living', sampleFleet('haunted'))).toBe('created');
    expect(await fleets.ofScaleSet(scaleSetId('haunted'))).toBe('living');
  });

  test('a fleet that cannot be read can be put right by putting it again', async () => {
    const { fleets } = createStores(rows());
    const broken = { scaleSet: scaleSetId('damaged'), octopus: 'lost' };
    await rows().write({ table: 'fleets', partitionKey: 'fleets' }, [put('fleet:damaged', broken)]);
    await expect(fleets.get('damaged')).rejects.toMatchObject({ problem: { code: 'unreadableRow' } });
    expect((await fleets.list()).map(({ name }) => name)).not.toContain('damaged');
    expect(await fleets.put('damaged', sampleFleet('damaged'))).toBe('replaced');
    expect((await fleets.get('damaged'))?.fleet).toEqual(sampleFleet('damaged'));
  });

  test('rows of one fleet are not those of another whose name starts alike', async () => {
    const { ledger } = createStores(rows());
    await ledger.save('web', [sampleRow('a')]);
    expect(await ledger.rows('web-2')).toEqual([]);
  });
}
