import { expect, test } from '@jest/globals';

import { Store, type ResourceRecord } from '../../local/arm/store/store.ts';
import { TextJournal } from './fuzz/fuzz-world.ts';

const record = (key: string, revision: number): ResourceRecord => ({
  ...{ key, id: key, type: 'Some/type', body: {}, revision },
});
const failing = (store: Store, work: () => void) => () =>
  store.attempt(() => {
    work();
    throw new Error('refused');
  });

test('an attempt that fails leaves no trace, what was done before and after it stays, also after a restart', () => {
  const journal = new TextJournal();
  const store = new Store(journal);
  store.resources.put(record('there', 1));
  store.resources.put(record('goes', 1));
  store.commit();
  store.resources.put(record('before', 1));
  const attempt = failing(store, () => {
    store.resources.put(record('there', 2));
    store.resources.put(record('half', 1));
    store.resources.put(record('before', 2));
    store.resources.delete('goes');
    store.next('counter');
  });
  expect(attempt).toThrow('refused');
  store.attempt(() => store.resources.put(record('after', 1)));
  store.commit();
  for (const one of [store, new Store(journal)]) {
    const found = [...one.resources.values()].map(({ key, revision }) => `${key} ${revision}`);
    expect(found.sort()).toEqual(['after 1', 'before 1', 'goes 1', 'there 1']);
    expect([...one.resources.group('Some/type')]).toHaveLength(4);
    expect(one.counters.size).toBe(0);
  }
});

test('an attempt inside of another is taken back with it', () => {
  const store = new Store(new TextJournal());
  const attempt = failing(store, () => store.attempt(() => store.resources.put(record('inner', 1))));
  expect(attempt).toThrow('refused');
  expect(store.resources.size).toBe(0);
  expect(store.resources.changes()).toEqual([]);
});

test('a rollback takes back what attempts have left', () => {
  const store = new Store(new TextJournal());
  store.attempt(() => store.resources.put(record('kept', 1)));
  store.rollback();
  expect(store.resources.size).toBe(0);
});
