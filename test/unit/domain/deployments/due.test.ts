import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../../shared/contracts/ledger.ts';
import { type Due, nextRetryAt, rowsDue } from '../../../../shared/domain/deployments/due.ts';
import { isDeployable } from '../../../../shared/domain/standing.ts';
import { after, ownRelease, registeredRow, row, START, WANTED } from '../support/builders.ts';

const PROJECT = WANTED.projectId;
const OTHER = { releaseId: 'Releases-6', version: '1.2.6' };

function carrying(release: ReturnType<typeof ownRelease>, projectId = PROJECT): LedgerRow {
  return registeredRow('a', { releases: { [projectId]: release } });
}

function disabled({ target, ...each }: LedgerRow): LedgerRow {
  return { ...each, ...(target ? { target: { ...target, disabled: true } } : {}) };
}

describe('a release is due', () => {
  const DUE = { wanted: WANTED, before: [], attempts: 3, at: after(600) };
  const due = (rows: LedgerRow[], more: Partial<Due> = {}) => rowsDue({ ...DUE, rows, ...more }).length === 1;

  test('on a ready, listed, registered, healthy instance without it', () => {
    expect(due([registeredRow('a')])).toBe(true);
  });

  test('on one that carries another release', () => {
    expect(due([carrying(ownRelease('deployed', OTHER))])).toBe(true);
    expect(due([carrying(ownRelease('failed', { ...OTHER, attempts: 9 }))])).toBe(true);
  });

  test('not on one that carries it', () => {
    expect(due([carrying(ownRelease('deployed'))])).toBe(false);
  });

  test('not on one that awaits it, nor on one that awaits another release', () => {
    expect(due([carrying(ownRelease('requested'))])).toBe(false);
    expect(due([carrying(ownRelease('requested', OTHER))])).toBe(false);
  });

  test.each(['failed', 'refused', 'leftOut'] as const)(
    'again after it %s, when its pause is over',
    (state) => {
      const release = ownRelease(state, { attempts: 2, retryAt: after(120) });
      const again = [carrying(release)];
      expect(due(again, { at: after(119.999) })).toBe(false);
      expect(due(again, { at: after(120) })).toBe(true);
      expect(nextRetryAt(again, { attempts: 3, at: after(60) })).toBe(after(120));
      expect(nextRetryAt(again, { attempts: 3, at: after(120) })).toBeUndefined();
    },
  );

  test('never again where a person cancelled it', () => {
    const cancelled = [carrying(ownRelease('cancelled', { attempts: 0 }))];
    expect(due(cancelled, { at: after(99_999) })).toBe(false);
    expect(nextRetryAt(cancelled, { attempts: 3, at: START })).toBeUndefined();
  });

  test('not before the health of a machine that was left out was checked again', () => {
    const leftOut = carrying(ownRelease('leftOut', { retryAt: after(120) }));
    const unchecked: LedgerRow = { ...leftOut, health: 'unknown', checkDue: true };
    expect(due([unchecked])).toBe(false);
    expect(nextRetryAt([unchecked], { attempts: 3, at: after(60) })).toBe(after(120));
    expect(due([leftOut])).toBe(true);
  });

  test('also on those that were refused with others, whenever anybody is asked for', () => {
    const held = carrying(ownRelease('refused', { retryAt: after(9_999) }));
    expect(rowsDue({ ...DUE, rows: [held] })).toEqual([]);
    expect(rowsDue({ ...DUE, rows: [held, registeredRow('b')] })).toHaveLength(2);
    const blamed = carrying(ownRelease('refused', { retryAt: after(9_999), isBlamed: true }));
    expect(rowsDue({ ...DUE, rows: [blamed, registeredRow('b')] })).toEqual([registeredRow('b')]);
  });

  test('not where a person left another release in its place', () => {
    const left = ownRelease('deployed', { ...OTHER, insteadOf: WANTED.releaseId });
    expect(due([carrying(left)])).toBe(false);
    expect(due([carrying({ ...left, insteadOf: 'Releases-5' })])).toBe(true);
  });

  test('never again when the attempts are used up', () => {
    const spent = [carrying(ownRelease('failed', { attempts: 3, retryAt: after(60) }))];
    expect(due(spent, { at: after(99_999) })).toBe(false);
    expect(nextRetryAt(spent, { attempts: 3, at: START })).toBeUndefined();
  });

  test('only where the projects before it are', () => {
    const before = [{ projectId: 'Projects-0', releaseId: 'Releases-1', version: '1.0' }];
    const first = ownRelease('deployed', { releaseId: 'Releases-1' });
    expect(due([registeredRow('a')], { before })).toBe(false);
    expect(due([carrying(first, 'Projects-0')], { before })).toBe(true);
    expect(due([carrying({ ...first, state: 'requested' }, 'Projects-0')], { before })).toBe(false);
    expect(due([carrying({ ...first, releaseId: 'Releases-0' }, 'Projects-0')], { before })).toBe(false);
  });
});

describe('nothing is deployed to an instance', () => {
  test.each<[string, LedgerRow]>([
    ['without a target', row('a', { health: 'healthy' })],
    ['that is not healthy', registeredRow('a', { health: 'unhealthy' })],
    ['whose health nobody knows', registeredRow('a', { health: 'unknown' })],
    ['that is missing', registeredRow('a', { missingSince: START })],
    ['that is gone', registeredRow('a', { state: 'gone', missingSince: START })],
    ['that is being created', registeredRow('a', { state: 'creating' })],
    ['that is being deleted', registeredRow('a', { state: 'deleting' })],
    ['that failed', registeredRow('a', { state: 'failed' })],
    ['whose target is disabled', disabled(registeredRow('a'))],
  ])('%s', (_what, each) => {
    expect(isDeployable(each)).toBe(false);
    expect(rowsDue({ rows: [each], wanted: WANTED, before: [], attempts: 3, at: START })).toEqual([]);
  });
});
