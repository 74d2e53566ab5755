import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sqliteJournal } from '../../../local/arm/store/journal.ts';
import { TextJournal } from './fuzz-world.ts';
import { Story, type StoryResult } from './story.ts';

const LENGTH = 400;
/** Every so many stories are kept on a real disk. */
const ON_DISK = 25;
const MOST_FAILURES = 40;

/** Stories until that many requests are asked, each with the seed after the last one's; or the one with this seed. */
export function runStories(seed: number, requests: number | 'one'): StoryResult {
  const all: StoryResult = { requests: 0, mutations: 0, accepted: 0, asked: new Set(), failures: [] };
  const kinds = new Set<string>();
  const least = requests === 'one' ? 1 : requests;
  for (let number = 0; all.requests < least && kinds.size < MOST_FAILURES; number++) {
    const result = story(seed + number, number % ON_DISK === 0);
    all.requests += result.requests;
    all.mutations += result.mutations;
    all.accepted += result.accepted;
    for (const name of result.asked) all.asked.add(name);
    for (const failure of result.failures) {
      if (!kinds.has(kindOf(failure))) all.failures.push(failure);
      kinds.add(kindOf(failure));
    }
  }
  return all;
}

function story(seed: number, onDisk: boolean): StoryResult {
  if (!onDisk) return new Story(seed, new TextJournal()).run(LENGTH);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const journal = sqliteJournal(join(folder, 'state.db'));
  try {
    return new Story(seed, journal).run(LENGTH);
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Alike for failures that are likely the same: what went wrong and where, without the names and numbers. */
function kindOf(failure: string): string {
  const [first = '', ...rest] = failure.split('\n');
  const place = rest.find((line) => /^\s+at .*local\/arm/.test(line));
  const [, method, type] = /request \d+: (\w+) .*?\/providers\/([\w.]+\/\w+)/i.exec(failure) ?? [];
  const kind =
    place === undefined ? `${method} ${type} ${first}` : `${first.replace(/^defect: [^:]*:/, '')}${place}`;
  return kind.replace(/["'][^"']*["']|\d+/g, '').slice(0, 160);
}
