import { describe, expect, test } from '@jest/globals';
import type { FleetStatus } from '../../../shared/contracts/fleet.ts';
import { type Signs, stalledBy, wayToFree, withStall } from '../../../shared/domain/judge-progress.ts';
import { after, START } from './support/builders.ts';

const IDLE: FleetStatus = { phase: 'idle', since: START, problems: [] };
const REACTING: FleetStatus = { ...IDLE, phase: 'reacting', reactionId: 'web-1' };

function judge(minutes: number, signs: Partial<Signs>) {
  const none = { status: IDLE, oldestHint: undefined, movedAt: undefined, openDeployments: 0 };
  return stalledBy({ ...none, ...signs, now: after(minutes * 60) });
}

describe('a fleet is stalled', () => {
  test('when a hint has waited for ten minutes', () => {
    expect(judge(9, { oldestHint: START })).toBeUndefined();
    expect(judge(11, { oldestHint: START })).toEqual({ since: START, at: 'hints that nobody takes' });
    expect(judge(11, { oldestHint: START, openDeployments: 1 })?.at).toBe('following its deployments');
  });

  test('when its reaction has put nothing on record for ten minutes', () => {
    expect(judge(60, { status: REACTING, movedAt: after(55 * 60) })).toBeUndefined();
    expect(judge(60, { status: REACTING, movedAt: after(40 * 60) })).toEqual({
      since: after(40 * 60),
      at: 'reaction web-1',
    });
  });
});

describe('a fleet is not stalled', () => {
  test('when it rests, however long', () => {
    expect(judge(1e6, {})).toBeUndefined();
  });

  test('while it tells what it waits for, although hints wait as well', () => {
    const waiting = { code: 'azureThrottled', reason: '', until: after(30 * 60) };
    const status = { ...REACTING, waiting };
    expect(judge(35, { status, oldestHint: START })).toBeUndefined();
    expect(judge(41, { status, oldestHint: START })).toMatchObject({ since: after(30 * 60) });
  });

  test('when its reaction moves, although hints wait for its end', () => {
    expect(judge(30, { status: REACTING, movedAt: after(29 * 60), oldestHint: START })).toBeUndefined();
  });
});

test.each([
  ['Running', 29, undefined],
  ['Running', 30, 'restart'],
  ['Terminated', 30, undefined],
  ['Suspended', 29, undefined],
  ['Suspended', 30, 'resume'],
])('a stalled orchestration that is %s for %i minutes is freed so: %s', (status, minutes, way) => {
  expect(wayToFree({ since: START, at: 'reaction web-1' }, status, after(minutes * 60))).toBe(way);
});

test('the status says it as a problem of its own', () => {
  expect(withStall(IDLE, undefined)).toBe(IDLE);
  const { stalled, problems } = withStall(IDLE, { since: START, at: 'hints that nobody takes' });
  expect(stalled).toEqual({ since: START, at: 'hints that nobody takes' });
  expect(problems).toMatchObject([{ code: 'stalled', message: expect.stringContaining(START) }]);
});
