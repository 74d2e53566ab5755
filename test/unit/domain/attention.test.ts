import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { attentionPoints, isServed } from '../../../shared/domain/attention.ts';
import { ownRelease, registeredRow, row, START } from './support/builders.ts';

const codes = (...rows: LedgerRow[]) => attentionPoints(rows).map(({ code }) => code);
const disabled = ({ target, ...each }: LedgerRow): LedgerRow => ({
  ...each,
  ...(target ? { target: { ...target, disabled: true } } : {}),
});
const withRelease = (release: ReturnType<typeof ownRelease>, more: Partial<LedgerRow> = {}) =>
  registeredRow('a', { releases: { 'Projects-1': release }, ...more });

describe('a person is told', () => {
  test.each<[string, LedgerRow, string]>([
    ['failed', row('a', { state: 'failed' }), 'instanceFailed'],
    ['is ready but has no target', row('a'), 'instanceNotRegistered'],
    ['is registered but unhealthy', registeredRow('a', { health: 'unhealthy' }), 'instanceUnhealthy'],
    ['was never found healthy', registeredRow('a', { health: 'unknown' }), 'instanceUnhealthy'],
    [
      'has a target that is disabled',
      disabled(registeredRow('a', { health: 'unhealthy' })),
      'targetDisabled',
    ],
  ])('when an instance %s', (_what, each, code) => {
    expect(codes(each)).toEqual([code]);
  });

  test('once for all instances of one kind, by name, with what to do', () => {
    const [point, ...others] = attentionPoints([row('a'), row('b')]);
    expect(others).toEqual([]);
    expect(point).toMatchObject({
      kind: 'Permanent',
      message: expect.stringMatching(/^web_a, web_b are ready/),
    });
    expect(point?.nextStep).not.toBe('');
  });

  test('with ten names at most, and how many more there are', () => {
    const rows = Array.from({ length: 12 }, (_each, index) => row('a', { name: `web_${index}` }));
    expect(attentionPoints(rows)[0]?.message).toContain('web_9 and 2 more');
  });
});

describe('nobody is bothered', () => {
  test.each<[string, LedgerRow]>([
    ['is healthy and awaits its release', withRelease(ownRelease('requested'))],
    ['is still being created', row('a', { state: 'creating' })],
    ['is missing, whatever else is wrong with it', row('a', { state: 'failed', missingSince: START })],
    ['failed to get its release but has attempts left', withRelease(ownRelease('failed', { attempts: 2 }))],
    [
      'became unhealthy after it got all of its releases',
      withRelease(ownRelease('deployed'), { health: 'unhealthy' }),
    ],
  ])('when an instance %s', (_what, each) => {
    expect(codes(each)).toEqual([]);
  });
});

test('an instance is served when it carries all that was ever deployed to it', () => {
  expect(isServed(registeredRow('a'))).toBe(false);
  expect(isServed(withRelease(ownRelease('deployed')))).toBe(true);
  expect(isServed(withRelease(ownRelease('requested')))).toBe(false);
});
