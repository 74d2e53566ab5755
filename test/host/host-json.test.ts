import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import hostJson from '../../host.json' with { type: 'json' };
import { readHostSettings } from '../../local/host/host-settings.ts';

const PAGE = 'docs/decisions/0012-host-settings.md';

/** Settings by their paths, names with dots in them included. */
function flattened(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, each]) => flattened(each, path ? `${path}.${name}` : name));
}

/** Rows of the page's table that have a value: setting, value, reason, cost. */
function rows(): string[][] {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const cells = lines.filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1));
  return cells.map((row) => row.map((cell) => cell.trim())).filter(([, value]) => value !== '—');
}

const bare = (text = '') => text.replaceAll('`', '').replace('(empty)', '');

test('host.json and the page that tells why say the same', () => {
  const told = rows().map(([setting, value]) => [bare(setting), bare(value)]);
  expect(told.sort()).toEqual(flattened(hostJson, '').sort());
});

test('each setting has its reason and its cost on the page', () => {
  const bad = rows().filter(([, , , reason, cost]) => !reason || !cost);
  expect(bad).toEqual([]);
});

/** What the extension refuses at its start. */
test('the queues’ settings are within what the extension allows', () => {
  const { storageProvider } = hostJson.extensions.durableTask;
  const { maxPollingMs, visibilityTimeoutMs } = readHostSettings(hostJson).queues;
  expect(storageProvider.partitionCount).toBeGreaterThanOrEqual(1);
  expect(storageProvider.partitionCount).toBeLessThanOrEqual(16);
  expect(maxPollingMs).toBe(2000);
  expect(visibilityTimeoutMs).toBe(60_000);
});
