import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { createSqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { sampleHint } from './samples.ts';

type Step = { do: 'add'; id: number; ms: number } | { do: 'collect' } | { do: 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), id: fc.nat(20), ms: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'collect' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
);

/** Keeps the step at which each waiting hint was last added, as a model of the inbox: what was added since the last collect outlives its clear. */
async function walk(steps: Step[]): Promise<void> {
  const rows = createSqliteRowStore(':memory:');
  const { hints } = createStores(rows);
  const waiting = new Map<string, number>();
  let collected = { at: -1, through: '' };
  for (const [now, next] of steps.entries()) {
    if (next.do === 'add') {
      await hints.add('shop', sampleHint(`e${next.id}`, next.ms));
      waiting.set(`e${next.id}@${next.ms}`, now);
    } else if (next.do === 'collect') {
      const batch = await hints.collect('shop');
      expect(batch.count).toBe(waiting.size);
      collected = { at: now, through: batch.through };
    } else {
      await hints.clear('shop', collected.through);
      const cleared = [...waiting].filter(([, addedAt]) => addedAt < collected.at);
      cleared.forEach(([key]) => waiting.delete(key));
    }
  }
  expect((await hints.collect('shop')).count).toBe(waiting.size);
  rows.close();
}

test('whatever the order of adding, collecting and clearing, exactly the collected hints are cleared', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), walk));
});

test('an inbox that overflows is taken in parts, oldest first, and nothing is lost', async () => {
  const rows = createSqliteRowStore(':memory:');
  const { hints } = createStores(rows);
  for (let i = 0; i < 6000; i += 1) await hints.add('shop', sampleHint(`e${i}`, i));
  const first = await hints.collect('shop');
  expect(first.count).toBe(5000);
  expect(first.examples.at(-1)?.id).toBe('e4999');
  await hints.clear('shop', first.through);
  const second = await hints.collect('shop');
  expect(second.count).toBe(1000);
  expect(second.examples.at(-1)?.id).toBe('e5999');
  rows.close();
});

/** Runs the writer until it has acknowledged `enough` hints, kills it, and tells which it acknowledged. */
async function writeAndKill(path: string, round: number, enough: number): Promise<string[]> {
  const program = join(process.cwd(), 'test/stores/hint-writer.ts');
  const child = spawn(process.execPath, ['--no-warnings', program, path, `round${round}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const acknowledged: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    acknowledged.push(id);
    if (acknowledged.length === enough) child.kill('SIGKILL');
  }
  const [, signal] = (await closed) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

test('every hint that was acknowledged before a SIGKILL is there afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const path = join(folder, 'state.db');
  const acknowledged: string[] = [];
  for (const [round, enough] of [1, 17, 400, 2000].entries()) {
    acknowledged.push(...(await writeAndKill(path, round, enough)));
  }
  const rows = createSqliteRowStore(path);
  const found = await rows.list({ table: 'hints', partitionKey: 'shop' }, { from: '', below: ':' });
  const ids = new Set(found.map((row) => (row.value as { id: string }).id));
  expect(acknowledged.length).toBeGreaterThanOrEqual(2418);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  rows.close();
  rmSync(folder, { recursive: true, force: true });
});
