import { describe, expect, test } from '@jest/globals';
import { type Picture, pictureLines } from '../../cli/show/picture.ts';
import { fleetPicture } from '../../cli/show/reaction.ts';
import { rolloutPicture } from '../../cli/show/rollout.ts';
import { ageOf, changeLines } from '../../cli/show/tree.ts';
import { fleetAnswer, instanceAnswer, NOW, reactionAnswer, rolloutAnswer } from './answers.ts';
import { expectGolden } from './golden.ts';

const drawn = (picture: Picture, width = Infinity) =>
  pictureLines(picture, { now: NOW, width, paint: (_state, text) => text });

const reacting = fleetPicture({
  fleet: fleetAnswer({
    waiting: { until: '2026-11-26T12:01:00Z', reason: 'web_5 is not ready yet' },
    problems: [{ message: 'web_2 stays unhealthy.', nextStep: 'Look at its Tentacle.' }],
  }),
  instances: [
    instanceAnswer('web_1'),
    instanceAnswer('web_2', { health: 'unhealthy' }),
    instanceAnswer('web_3'),
    instanceAnswer('web_4', {
      releases: [{ version: '1.1.0', state: 'requested' }],
      readySince: '2026-11-26T11:59:30Z',
    }),
    instanceAnswer('web_5', {
      ...{ state: 'creating', target: undefined, releases: [], firstSeen: '2026-11-26T11:59:05Z' },
    }),
  ],
  reaction: reactionAnswer(),
  rollout: undefined,
});

describe('a tree says where something stands', () => {
  test.each<[name: string, picture: Picture, width: number]>([
    ['rollout', rolloutPicture(rolloutAnswer()), Infinity],
    ['rollout-80', rolloutPicture(rolloutAnswer()), 80],
    ['rollout-40', rolloutPicture(rolloutAnswer()), 40],
    [
      'rollout-failed',
      rolloutPicture(
        rolloutAnswer({
          ...{ state: 'rollingBack', waitsFor: undefined, allowed: ['abort'] },
          failure: { reason: '2 of 2 measurements failed: web__1_1 answered 500' },
        }),
      ),
      Infinity,
    ],
    ['reaction', reacting, Infinity],
    ['reaction-60', reacting, 60],
  ])('%s', (name, picture, width) => expectGolden(name, drawn(picture, width).join('\n')));

  test.each([10, 20, 40, 63, 64, 80, 200])('no line is longer than a terminal of %d', (width) => {
    for (const picture of [reacting, rolloutPicture(rolloutAnswer())])
      for (const line of drawn(picture, width)) expect([...line].length).toBeLessThanOrEqual(width);
  });

  test('of many machines those come first that are not at rest, and the others are counted', () => {
    const instances = Array.from({ length: 1000 }, (_each, index) => instanceAnswer(`web_${index}`));
    instances[999] = instanceAnswer('web_999', { state: 'failed' });
    const lines = drawn(
      fleetPicture({ fleet: fleetAnswer(), instances, reaction: undefined, rollout: undefined }),
    );
    expect(lines.length).toBeLessThan(20);
    expect(lines[2]).toContain('web_999');
    expect(lines.at(-1)).toContain('988 more instances');
  });
});

test('a line of change is the same until its thing has changed', () => {
  const before = changeLines(rolloutPicture(rolloutAnswer()).tree);
  const after = changeLines(rolloutPicture(rolloutAnswer({ state: 'running', createdAt: NOW })).tree);
  expect(after.filter((line) => !before.includes(line))).toEqual([
    '◌ running  ⟳ web-20261126T115500000Z  canary',
  ]);
});

test.each([
  ['2026-11-26T12:00:05Z', '0s'],
  ['2026-11-26T11:59:01Z', '59s'],
  ['2026-11-26T11:59:00Z', '1m'],
  ['2026-11-26T09:30:00Z', '2h'],
  ['2026-11-20T12:00:00Z', '6d'],
])('something since %s is %s old', (since, age) => {
  expect(ageOf(since, NOW)).toBe(age);
});
