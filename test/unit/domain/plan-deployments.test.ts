import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import {
  type Absorb,
  absorbDeployments,
  type Due,
  isDeployable,
  latestFullSuccess,
  outcomeOf,
  rowsDue,
  withRelease,
} from '../../../shared/domain/plan-deployments.ts';
import {
  after,
  deployment,
  ownRelease,
  registeredRow,
  row,
  START,
  vmIdOf,
  WANTED,
} from './support/builders.ts';

const PROJECT = WANTED.projectId;
const OTHER = { releaseId: 'Releases-6', version: '1.2.6' };

function carrying(release: ReturnType<typeof ownRelease>, projectId = PROJECT): LedgerRow {
  return registeredRow('a', { releases: { [projectId]: release } });
}

describe('the latest release', () => {
  const inChannel = (id: string, more: Parameters<typeof deployment>[1] & { channelId?: string } = {}) => ({
    channelId: 'Channels-1',
    ...deployment(id, more),
    ...more,
  });
  const latest = (...args: Parameters<typeof latestFullSuccess>) => latestFullSuccess(...args)?.deploymentId;

  test('is that of the newest success, wherever it stands in the list', () => {
    const older = inChannel('D-1', { created: after(0) });
    const newer = inChannel('D-2', { created: after(60) });
    expect(latest([older, newer])).toBe('D-2');
    expect(latest([newer, older])).toBe('D-2');
  });

  test('is never that of a deployment to only some machines', () => {
    const partial = inChannel('D-2', { created: after(60), specificMachineIds: ['Machines-a'] });
    expect(latest([inChannel('D-1'), partial])).toBe('D-1');
  });

  test.each(['Failed', 'Canceled', 'TimedOut', 'Executing', 'Queued', 'Cancelling'])(
    'is never that of a deployment that is %s',
    (state) => {
      expect(latest([inChannel('D-1'), inChannel('D-2', { created: after(60), state })])).toBe('D-1');
    },
  );

  test('is one of the wanted channel when one is wanted', () => {
    const hotfix = inChannel('D-2', { created: after(60), channelId: 'Channels-2' });
    expect(latest([inChannel('D-1'), hotfix], 'Channels-1')).toBe('D-1');
    expect(latest([inChannel('D-1'), hotfix])).toBe('D-2');
  });

  test('is told by the time, not by the spelling of it', () => {
    const earlier = inChannel('D-1', { created: '2026-03-02T11:30:00.000+02:00' });
    const later = inChannel('D-2', { created: '2026-03-02T10:00:00.000+00:00' });
    expect(latest([earlier, later])).toBe('D-2');
  });

  test('is none when nothing was ever deployed in full', () => {
    expect(latestFullSuccess([])).toBeUndefined();
  });
});

describe('what others deployed', () => {
  const absorb = (before: LedgerRow, context: Partial<Absorb>) =>
    absorbDeployments(before, WANTED, { deployments: [], openVmIds: new Set(), at: after(60), ...context });
  const own = (seen: LedgerRow) => seen.releases[PROJECT];

  test('counts as ours when it succeeded and reached the machine', () => {
    const found = deployment('D-9', { deployedToMachineIds: ['Machines-a'] });
    expect(own(absorb(registeredRow('a'), { deployments: [found] }))).toEqual({
      releaseId: WANTED.releaseId,
      version: WANTED.version,
      state: 'deployed',
      deploymentId: 'D-9',
      attempts: 0,
      at: after(60),
    });
  });

  test('does not count when it passed the machine by', () => {
    const before = registeredRow('a');
    const found = deployment('D-9', { deployedToMachineIds: ['Machines-b'] });
    expect(absorb(before, { deployments: [found] })).toBe(before);
  });

  test('does not count when it was another release', () => {
    const before = registeredRow('a');
    const found = deployment('D-9', { ...OTHER, deployedToMachineIds: ['Machines-a'] });
    expect(absorb(before, { deployments: [found] })).toBe(before);
  });

  test.each(['Queued', 'Executing', 'Cancelling', 'New'])('is waited for while it is %s', (state) => {
    const found = deployment('D-9', { state, specificMachineIds: ['Machines-a'] });
    expect(own(absorb(registeredRow('a'), { deployments: [found] }))).toMatchObject({
      state: 'requested',
      deploymentId: 'D-9',
    });
  });

  test('is waited for without touching the row again', () => {
    const found = deployment('D-9', { state: 'Executing', specificMachineIds: ['Machines-a'] });
    const waiting = absorb(registeredRow('a'), { deployments: [found] });
    expect(absorb(waiting, { deployments: [found], at: after(120) })).toBe(waiting);
  });

  test('is waited for while a full deployment of it runs on the machine', () => {
    const found = deployment('D-9', { state: 'Executing', deployedToMachineIds: ['Machines-a'] });
    expect(own(absorb(registeredRow('a'), { deployments: [found] }))).toMatchObject({ state: 'requested' });
  });

  test('is not waited for when it failed', () => {
    const before = registeredRow('a');
    const found = deployment('D-9', { state: 'Failed', specificMachineIds: ['Machines-a'] });
    expect(absorb(before, { deployments: [found] })).toBe(before);
  });

  test('makes up for our own failure, and the attempts stay counted', () => {
    const found = deployment('D-9', { deployedToMachineIds: ['Machines-a'] });
    const seen = absorb(carrying(ownRelease('failed', { attempts: 2 })), { deployments: [found] });
    expect(own(seen)).toMatchObject({ state: 'deployed', attempts: 2 });
  });

  test('of this release starts its own count of attempts', () => {
    const found = deployment('D-9', { state: 'Queued', specificMachineIds: ['Machines-a'] });
    const seen = absorb(carrying(ownRelease('failed', { ...OTHER, attempts: 3 })), { deployments: [found] });
    expect(own(seen)).toMatchObject({ releaseId: WANTED.releaseId, attempts: 0 });
  });

  test('does not touch what is deployed already', () => {
    const before = carrying(ownRelease('deployed'));
    const found = deployment('D-9', { state: 'Queued', specificMachineIds: ['Machines-a'] });
    expect(absorb(before, { deployments: [found] })).toBe(before);
  });

  test('does not touch an instance whose own deployment is still followed', () => {
    const before = carrying(ownRelease('requested'));
    expect(absorb(before, { openVmIds: new Set([vmIdOf('a')]) })).toBe(before);
  });

  test('does not touch an instance without a target', () => {
    const before = row('a');
    expect(absorb(before, { deployments: [deployment('D-9')] })).toBe(before);
  });

  test('and Octopus runs no more is forgotten, so that it can be asked for again', () => {
    const seen = absorb(carrying(ownRelease('requested', { attempts: 0, deploymentId: 'D-1' })), {});
    expect(own(seen)).toBeUndefined();
    expect(seen.reason).toContain('D-1');
  });

  test('and Octopus runs no more leaves the attempts counted that were ours', () => {
    const seen = absorb(carrying(ownRelease('requested', { attempts: 2 })), {});
    expect(own(seen)).toMatchObject({ state: 'failed', attempts: 2 });
  });

  test('before, of another release, is waited for as long as it runs', () => {
    const before = carrying(ownRelease('requested', { ...OTHER, deploymentId: 'D-1' }));
    const running = deployment('D-1', { ...OTHER, state: 'Executing', specificMachineIds: ['Machines-a'] });
    expect(absorb(before, { deployments: [running] })).toBe(before);
  });

  test('before, of another release, is forgotten when it ended', () => {
    const before = carrying(ownRelease('requested', { ...OTHER, deploymentId: 'D-1' }));
    const ended = deployment('D-1', { ...OTHER, state: 'Failed', specificMachineIds: ['Machines-a'] });
    expect(own(absorb(before, { deployments: [ended] }))?.state).not.toBe('requested');
  });

  test('of one project leaves the others alone', () => {
    const others = { 'Projects-2': ownRelease('deployed') };
    const found = deployment('D-9', { deployedToMachineIds: ['Machines-a'] });
    const seen = absorb(registeredRow('a', { releases: others }), { deployments: [found] });
    expect(seen.releases['Projects-2']).toBe(others['Projects-2']);
  });
});

describe('a release is due', () => {
  const due = (rows: LedgerRow[], more: Partial<Due> = {}) =>
    rowsDue({ rows, wanted: WANTED, before: [], attempts: 3, at: after(600), ...more }).length === 1;

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

  test('again after a failure, a minute later for each attempt before', () => {
    const failed = [carrying(ownRelease('failed', { attempts: 2 }))];
    expect(due(failed, { at: after(119.999) })).toBe(false);
    expect(due(failed, { at: after(120) })).toBe(true);
  });

  test('never again when the attempts are used up', () => {
    expect(due([carrying(ownRelease('failed', { attempts: 3 }))], { at: after(99_999) })).toBe(false);
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
  ])('%s', (_what, each) => {
    expect(isDeployable(each)).toBe(false);
    expect(rowsDue({ rows: [each], wanted: WANTED, before: [], attempts: 3, at: START })).toEqual([]);
  });
});

test('setting the release of one project keeps the others and the row as it was', () => {
  const before = carrying(ownRelease('deployed'), 'Projects-2');
  const seen = withRelease(before, { projectId: PROJECT }, ownRelease('requested'));
  expect(Object.keys(seen.releases).sort()).toEqual(['Projects-1', 'Projects-2']);
  expect(Object.keys(before.releases)).toEqual(['Projects-2']);
});

test.each([
  ['Success', 'deployed'],
  ['Failed', 'failed'],
  ['Canceled', 'failed'],
  ['TimedOut', 'failed'],
  ['Executing', undefined],
  ['Queued', undefined],
  ['Cancelling', undefined],
])('a task that is %s means: %s', (state, outcome) => {
  expect(outcomeOf(state)).toBe(outcome);
});
