import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../../shared/contracts/ledger.ts';
import {
  type Absorb,
  absorbDeployments,
  isBusy,
} from '../../../../shared/domain/deployments/absorb-deployments.ts';
import { withRelease } from '../../../../shared/domain/deployments/releases-of-row.ts';
import type { SeenDeployment, WantedRelease } from '../../../../shared/domain/deployments/seen-deployment.ts';
import {
  after,
  deployment,
  ownRelease,
  registeredRow,
  row,
  START,
  vmIdOf,
  WANTED,
} from '../support/builders.ts';

const PROJECT = WANTED.projectId;
const OTHER = { releaseId: 'Releases-6', version: '1.2.6' };

function carrying(release: ReturnType<typeof ownRelease>, projectId = PROJECT): LedgerRow {
  return registeredRow('a', { releases: { [projectId]: release } });
}

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
      ranAt: START,
      at: after(60),
    });
  });

  test('does not count when it passed the machine by', () => {
    const before = registeredRow('a');
    const found = deployment('D-9', { deployedToMachineIds: ['Machines-b'] });
    expect(absorb(before, { deployments: [found] })).toBe(before);
  });

  test('does not count when it passed the machine by, although it succeeded for all others', () => {
    const before = carrying(ownRelease('requested', { attempts: 0, deploymentId: 'D-9' }));
    const found = deployment('D-9', {
      specificMachineIds: ['Machines-a'],
      deployedToMachineIds: ['Machines-b'],
    });
    expect(own(absorb(before, { deployments: [found] }))).toBeUndefined();
  });

  test.each<[string, Partial<SeenDeployment>, string | undefined]>([
    ['it went there', { deployedToMachineIds: ['Machines-a'] }, 'deployed'],
    ['it met a failure', { deployedToMachineIds: ['Machines-a'], failureEncountered: true }, undefined],
    ['it did not go there', { deployedToMachineIds: [] }, undefined],
  ])('and whose task is gone counts by itself: %s', (_what, more, state) => {
    const found = deployment('D-9', { state: 'Unknown', ...more });
    expect(own(absorb(registeredRow('a'), { deployments: [found] }))?.state).toBe(state);
  });

  test('before the machine was made anew does not count', () => {
    const found = deployment('D-9', { deployedToMachineIds: ['Machines-a'] });
    const renewed = registeredRow('a', { renewedAt: after(30) });
    expect(absorb(renewed, { deployments: [found] })).toBe(renewed);
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

describe('what is on a machine is what ran there last', () => {
  const PINNED = WANTED;
  const LATEST: WantedRelease = { ...WANTED, since: after(100) };
  const run = (id: string, seconds: number, more: Partial<SeenDeployment> = {}) =>
    deployment(id, {
      specificMachineIds: ['Machines-a'],
      deployedToMachineIds: ['Machines-a'],
      created: after(seconds),
      ranAt: after(seconds + 1),
      ...more,
    });
  const seen = (wanted: WantedRelease, deployments: SeenDeployment[], before = registeredRow('a')) =>
    absorbDeployments(before, wanted, { deployments, openVmIds: new Set(), at: after(900) }).releases[
      PROJECT
    ];
  const deployedBy = (id: string, seconds: number) =>
    carrying(
      ownRelease('deployed', { deploymentId: id, ranAt: after(seconds + 1), at: after(seconds + 40) }),
    );

  test('a pinned release is not there any more when another one ran since', () => {
    const deployments = [run('D-2', 200, OTHER), run('D-1', 0)];
    expect(seen(PINNED, deployments, deployedBy('D-1', 0))).toMatchObject({
      releaseId: OTHER.releaseId,
      state: 'deployed',
      deploymentId: 'D-2',
    });
  });

  test('nor when another one broke off there', () => {
    const broken = run('D-2', 200, { ...OTHER, state: 'Failed' });
    expect(seen(PINNED, [broken, run('D-1', 0)], deployedBy('D-1', 0))).toMatchObject({
      releaseId: OTHER.releaseId,
      state: 'failed',
    });
  });

  test('and is there again when it ran last, in whatever order they were asked for', () => {
    const scheduled = run('D-1', 0, { ranAt: after(300) });
    expect(seen(PINNED, [run('D-2', 200, OTHER), scheduled])).toMatchObject({ ...PINNED_STATE });
  });

  test('a run that the ledger knows to be older changes nothing', () => {
    const before = deployedBy('D-3', 400);
    expect(seen(PINNED, [run('D-2', 200, OTHER)], before)).toBe(before.releases[PROJECT]);
  });

  test('after a rollback of all, a machine that was passed by carries what it had', () => {
    const newer = run('D-2', 50, OTHER);
    const before = carrying(ownRelease('deployed', { ...OTHER, deploymentId: 'D-2', ranAt: after(51) }));
    expect(seen(LATEST, [newer], before)).toMatchObject({ releaseId: OTHER.releaseId });
    expect(seen(LATEST, [newer], before)?.insteadOf).toBeUndefined();
  });

  test('what a person put there after the latest release went to all is left there', () => {
    expect(seen(LATEST, [run('D-2', 200, OTHER), run('D-1', 101)], deployedBy('D-1', 101))).toMatchObject({
      releaseId: OTHER.releaseId,
      insteadOf: WANTED.releaseId,
      state: 'deployed',
    });
  });

  test('but not what we put there ourselves, for what was the latest until then', () => {
    const ours = run('D-2', 200, { ...OTHER, isOurs: true });
    expect(seen(LATEST, [ours], deployedBy('D-1', 101))).toMatchObject({ releaseId: OTHER.releaseId });
    expect(seen(LATEST, [ours], deployedBy('D-1', 101))?.insteadOf).toBeUndefined();
  });

  test('a newer release that failed for somebody is theirs to finish', () => {
    const before = deployedBy('D-1', 101);
    const failed = run('D-2', 200, { ...OTHER, state: 'Failed', specificMachineIds: [] });
    expect(seen(LATEST, [failed], before)).toBe(before.releases[PROJECT]);
  });

  test('attempts at the wanted release are not forgotten for what ran before', () => {
    const before = carrying(ownRelease('failed', { attempts: 2 }));
    expect(seen(LATEST, [run('D-0', 10, OTHER)], before)).toBe(before.releases[PROJECT]);
  });
});

const PINNED_STATE = { releaseId: WANTED.releaseId, state: 'deployed', deploymentId: 'D-1' };

describe('nothing is asked for while something is under way on a machine', () => {
  const busy = (more: Partial<SeenDeployment>) =>
    isBusy(registeredRow('a'), { deployments: [deployment('D-9', { ...OTHER, ...more })], at: after(60) });

  test.each<[string, boolean, Partial<SeenDeployment>]>([
    ['a queued one that names it', true, { state: 'Queued', specificMachineIds: ['Machines-a'] }],
    ['a queued one that names others', false, { state: 'Queued', specificMachineIds: ['Machines-b'] }],
    ['a queued full one', true, { state: 'Queued' }],
    ['a queued full one but for it', false, { state: 'Queued', excludedMachineIds: ['Machines-a'] }],
    ['one that is to start tomorrow', false, { state: 'Queued', startsAt: after(86_400) }],
    [
      'a running full one that goes to it',
      true,
      { state: 'Executing', deployedToMachineIds: ['Machines-a'] },
    ],
    [
      'a running full one from before it was there',
      false,
      { state: 'Executing', deployedToMachineIds: ['Machines-b'] },
    ],
    [
      'one that left it out',
      false,
      { state: 'Executing', specificMachineIds: ['Machines-a'], deployedToMachineIds: ['Machines-b'] },
    ],
    ['one that has ended', false, { state: 'Success', deployedToMachineIds: ['Machines-a'] }],
    ['one that is being cancelled', true, { state: 'Cancelling', deployedToMachineIds: ['Machines-a'] }],
  ])('%s: %s', (_what, expected, more) => {
    expect(busy(more)).toBe(expected);
  });

  test('and a machine that nobody registered cannot be', () => {
    const queued = deployment('D-9', { state: 'Queued' });
    expect(isBusy(row('a'), { deployments: [queued], at: after(60) })).toBe(false);
  });
});

test('setting the release of one project keeps the others and the row as it was', () => {
  const before = carrying(ownRelease('deployed'), 'Projects-2');
  const seen = withRelease(before, { projectId: PROJECT }, ownRelease('requested'));
  expect(Object.keys(seen.releases).sort()).toEqual(['Projects-1', 'Projects-2']);
  expect(Object.keys(before.releases)).toEqual(['Projects-2']);
});
