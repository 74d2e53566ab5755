import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type GoldenHistory, replayHistory } from './replay-history.ts';

const HISTORIES = join(__dirname, 'histories');

/** A refactoring must not strand an orchestration that is under way: old histories replay on today's code (rule 13). */
describe('the care for a fleet replays its old history', () => {
  test.each(readdirSync(HISTORIES))('%s', async (file) => {
    const golden = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as GoldenHistory;

    const actions = await replayHistory(golden);

    expect(actions).toEqual(golden.actions);
  });

  test('and a history cut off anywhere asks for the beginning of the same actions', async () => {
    const golden = JSON.parse(readFileSync(join(HISTORIES, 'scale-out.json'), 'utf8')) as GoldenHistory;

    for (let length = 2; length <= golden.events.length; length++) {
      const actions = await replayHistory({ input: golden.input, events: golden.events.slice(0, length) });
      expect(golden.actions.slice(0, actions.length)).toEqual(actions);
    }
  });
});
