import { describe, expect, test } from '@jest/globals';
import { sumUpLook } from '../../../shared/domain/sum-up-look.ts';
import type { SeenInstance, Sighting } from '../../../shared/domain/take-look.ts';
import { after, instance, MEMBER, row, sighting, START } from './support/builders.ts';

const OTHER = `${MEMBER}__1`;
const CREATING = { provisioningState: 'Creating' };

const beside = { startedAt: START, at: START, unidentified: [] };
const sightOf = (member: string, instances: SeenInstance[], more: Partial<Sighting> = {}) => ({
  sighting: sighting(instances, { member, ...more }),
  budget: {},
});
const ready = (digit: string, member = MEMBER) => row(digit, { member });
const creating = (digit: string, member = MEMBER) => row(digit, { member, state: 'creating', ...CREATING });

describe('a look at several members', () => {
  test('counts all of them', () => {
    const look = sumUpLook(
      [ready('a'), ready('b'), creating('c', OTHER)],
      [
        sightOf(MEMBER, [instance('a'), instance('b')]),
        sightOf(OTHER, [instance('c', CREATING)], { capacity: 2 }),
      ],
      beside,
    );
    expect(look).toMatchObject({
      capacity: 4,
      listed: 3,
      ready: 2,
      failed: 0,
      newcomers: 3,
      unregistered: 2,
    });
  });

  test('says which of them is waited for, and looks when that one is due', () => {
    const rows = [ready('a'), creating('c', OTHER)];
    const alone = sumUpLook([creating('c', OTHER)], [sightOf(OTHER, [instance('c', CREATING)])], beside);
    const both = sumUpLook(
      rows,
      [sightOf(MEMBER, [instance('a')]), sightOf(OTHER, [instance('c', CREATING)])],
      beside,
    );
    expect(alone.waitingFor).toBe('1 of 1 instances are not provisioned yet');
    expect(both.waitingFor).toBe('web__1: 1 of 1 instances are not provisioned yet');
    expect(both.nextInSeconds).toBe(alone.nextInSeconds);
  });

  test('remembers of each since when it is short, and what its capacity is', () => {
    const short = sightOf(MEMBER, [], { capacity: 2, at: after(30) });
    const rows = [ready('b', OTHER)];
    const members = [
      { member: MEMBER, capacity: 2, shortSince: START },
      { member: OTHER, capacity: 1, shortSince: START },
    ];
    const look = sumUpLook(rows, [short, sightOf(OTHER, [instance('b')])], { ...beside, members });
    expect(look.members).toEqual([
      { member: MEMBER, capacity: 2, shortSince: START },
      { member: OTHER, capacity: 1 },
    ]);
    const first = sumUpLook(rows, [short], { ...beside, at: after(30) });
    expect(first.members).toEqual([{ member: MEMBER, capacity: 2, shortSince: after(30) }]);
  });

  test('is trusted only when each list is, and contradicted when one is', () => {
    const doubtful = sightOf(OTHER, [instance('b')], { capacity: 2 });
    const sound = sightOf(MEMBER, [instance('a')]);
    const rows = [ready('a'), ready('b', OTHER)];
    expect(sumUpLook(rows, [sound, sound], beside)).toMatchObject({ trustworthy: true, contradicted: false });
    expect(sumUpLook(rows, [sound, doubtful], beside).trustworthy).toBe(false);
    const asked = new Map([['x', true]]);
    const wrong = sightOf(OTHER, [instance('b')], { capacity: 2, asked });
    expect(sumUpLook(rows, [wrong, sound], beside)).toMatchObject({ trustworthy: false, contradicted: true });
  });

  test('keeps the longest wait that ARM asks for', () => {
    const sights = [
      { ...sightOf(MEMBER, [instance('a')]), budget: { retryAfterSeconds: 7 } },
      { ...sightOf(OTHER, [instance('b')]), budget: { retryAfterSeconds: 40 } },
    ];
    expect(sumUpLook([ready('a'), ready('b', OTHER)], sights, beside).retryAfterSeconds).toBe(40);
  });

  test('at nobody waits for nobody', () => {
    const look = sumUpLook([], [], beside);
    expect(look).toMatchObject({ capacity: 0, listed: 0, waitingFor: '', left: '', members: [] });
    expect(look.nextInSeconds).toBeGreaterThan(0);
    expect(Number.isFinite(look.nextInSeconds)).toBe(true);
  });
});
