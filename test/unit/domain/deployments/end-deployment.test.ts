import { describe, expect, test } from '@jest/globals';
import type { LedgerRelease, LedgerRow } from '../../../../shared/contracts/ledger.ts';
import type { PlannedDeployment } from '../../../../shared/contracts/reaction.ts';
import { rowAskedAgain } from '../../../../shared/domain/deployments/ask-again.ts';
import {
  type Ending,
  ownersOf,
  rowAfterEnd,
  rowAwaiting,
  timesPutOff,
  wasForgotten,
} from '../../../../shared/domain/deployments/end-deployment.ts';
import { withoutTheDead } from '../../../../shared/domain/deployments/without-the-dead.ts';
import { endOn } from '../../../../shared/domain/deployments/seen-deployment.ts';
import { after, ownRelease, registeredRow, START, vmIdOf, WANTED } from '../support/builders.ts';

const PLANNED: PlannedDeployment = {
  ...WANTED,
  ...{
    id: 'plan',
    reactionId: 'web-1',
    projectName: 'Shop',
    marker: '[plan]',
    state: 'requested',
    reason: '',
  },
  ...{ machineIds: ['Machines-a', 'Machines-b'], vmIds: [vmIdOf('a'), vmIdOf('b')] },
  ...{ deploymentId: 'Deployments-7', plannedAt: START },
};

function awaiting(digit: string, more: Partial<LedgerRelease> = {}): LedgerRow {
  return registeredRow(digit, {
    releases: { [WANTED.projectId]: ownRelease('requested', { attempts: 0, ...more }) },
  });
}

function ended(state: string, deployedToMachineIds: string[], ranAt = after(5)): Ending {
  return { kind: 'ended', deployment: { state, deployedToMachineIds }, ranAt, why: `Octopus says ${state}` };
}

function refused(message: string, times = 0): Ending {
  const problem = { kind: 'InvalidInput' as const, code: 'octopusRejected', nextStep: 'Correct it.' };
  return { kind: 'refused', problem: { ...problem, message }, times };
}

function endOf(row: LedgerRow, ending: Ending, at = after(60)): LedgerRelease | undefined {
  return rowAfterEnd(row, { planned: PLANNED, ending, at, owners: ownersOf([row]) }).releases[
    WANTED.projectId
  ];
}

describe('a deployment that ended', () => {
  test.each([
    ['Success', ['Machines-a'], 'deployed'],
    ['Success', ['Machines-b'], 'leftOut'],
    ['Success', [], 'leftOut'],
    ['Failed', ['Machines-a'], 'failed'],
    ['Failed', ['Machines-b'], 'leftOut'],
    ['Failed', [], 'leftOut'],
    ['TimedOut', ['Machines-a'], 'failed'],
    ['Canceled', ['Machines-a'], 'cancelled'],
    ['Canceled', [], 'cancelled'],
    ['Unknown', ['Machines-a'], 'deployed'],
    ['Unknown', [], 'leftOut'],
  ])('with %s, having gone to %j, means for a machine: %s', (state, reached, expected) => {
    expect(endOn('Machines-a', { state, deployedToMachineIds: reached })).toBe(expected);
    expect(endOf(awaiting('a'), ended(state, reached))).toMatchObject({
      state: expected,
      deploymentId: 'Deployments-7',
      attempts: expected === 'failed' || expected === 'deployed' ? 1 : 0,
    });
  });

  test.each(['Queued', 'Executing', 'Cancelling'])('has not while it is %s', (state) => {
    expect(endOn('Machines-a', { state, deployedToMachineIds: ['Machines-a'] })).toBeUndefined();
  });

  test('and left everybody out fails the second time: by then the machines were checked', () => {
    expect(endOf(awaiting('a', { putOff: 1 }), ended('Failed', []))).toMatchObject({
      state: 'failed',
      attempts: 1,
    });
    expect(endOf(awaiting('a', { putOff: 1 }), ended('Success', []))?.state).toBe('leftOut');
  });

  test('and that Octopus no longer has counts as an attempt', () => {
    expect(endOf(awaiting('a'), { kind: 'lost', why: 'gone' })).toMatchObject({
      state: 'failed',
      attempts: 1,
    });
  });

  test('says when it ran, by which later runs are told from earlier ones', () => {
    expect(endOf(awaiting('a'), ended('Success', ['Machines-a']))?.ranAt).toBe(after(5));
  });

  test('changes nothing where nothing of it is awaited', () => {
    const end = {
      planned: PLANNED,
      ending: ended('Failed', ['Machines-a']),
      at: after(60),
      owners: new Map(),
    };
    const deployed = registeredRow('a', { releases: { [WANTED.projectId]: ownRelease('deployed') } });
    for (const row of [
      registeredRow('a'),
      deployed,
      awaiting('c'),
      awaiting('a', { releaseId: 'Releases-6' }),
    ])
      expect(rowAfterEnd(row, end)).toBe(row);
  });
});

describe('a target that stands for another machine by now', () => {
  const taken = registeredRow('b', {
    target: { machineId: 'Machines-a', name: 'taken', origin: 'adopted', since: after(30) },
  });

  test.each(['Success', 'Failed', 'Canceled'])('tells nothing of the one it was asked for: %s', (state) => {
    const { target: _lost, ...row } = awaiting('a');
    const context = { planned: PLANNED, ending: ended(state, ['Machines-a']), at: after(60) };
    const { releases } = rowAfterEnd(row, { ...context, owners: ownersOf([row, taken]) });
    expect(releases[WANTED.projectId]).toMatchObject({ state: 'leftOut', attempts: 0 });
  });

  test('but one that was only lost still does', () => {
    const { target: _lost, ...row } = awaiting('a');
    expect(endOf(row, ended('Success', ['Machines-a']))).toMatchObject({ state: 'deployed' });
  });
});

describe('an old plan', () => {
  const both = [awaiting('a'), awaiting('b')];
  const enabled = ['Machines-a', 'Machines-b', 'Machines-9'].map((machineId) => ({ machineId }));
  const withTarget = (row: LedgerRow, machineId: string) =>
    ({ ...row, target: { ...row.target, machineId } }) as LedgerRow;

  test('is the same while all of its targets stand for whom they stood', () => {
    expect(withoutTheDead(PLANNED, both, enabled)).toBe(PLANNED);
  });

  test('leaves out who has another target by now, or lost it to another instance', () => {
    const [a, b] = both as [LedgerRow, LedgerRow];
    const replaced = withoutTheDead(PLANNED, [withTarget(a, 'Machines-9'), b], enabled);
    expect(replaced).toMatchObject({ machineIds: ['Machines-b'], vmIds: [vmIdOf('b')] });
    const swapped = [withTarget(a, 'Machines-b'), withTarget(b, 'Machines-a')];
    expect(withoutTheDead(PLANNED, swapped, enabled)).toBeUndefined();
  });

  test('leaves out whose target shows another certificate by now', () => {
    const certain = both.map(
      (row) => ({ ...row, target: { ...row.target, thumbprint: 'then' } }) as LedgerRow,
    );
    const seen = [
      { machineId: 'Machines-a', thumbprint: 'now' },
      { machineId: 'Machines-b', thumbprint: 'then' },
    ];
    expect(withoutTheDead(PLANNED, certain, seen)).toMatchObject({ vmIds: [vmIdOf('b')] });
  });

  test('leaves out who is disabled or gone', () => {
    const [a, b] = both as [LedgerRow, LedgerRow];
    expect(withoutTheDead(PLANNED, both, [{ machineId: 'Machines-b' }])).toMatchObject({
      vmIds: [vmIdOf('b')],
    });
    expect(withoutTheDead(PLANNED, [{ ...a, missingSince: START }, b], enabled)?.vmIds).toEqual([
      vmIdOf('b'),
    ]);
  });
});

describe('a refusal', () => {
  test('uses up no attempt, and is tried again after pauses that grow to half an hour', () => {
    const minutes: number[] = [];
    let row = awaiting('a', { attempts: 2 });
    for (let times = 0; times < 7; times++) {
      const ending = refused('frozen', timesPutOff([row, awaiting('b')], PLANNED));
      row = rowAfterEnd(row, { planned: PLANNED, ending, at: START, owners: ownersOf([row]) });
      const own = row.releases[WANTED.projectId];
      expect(own).toMatchObject({ state: 'refused', attempts: 2, message: 'Shop 1.2.7: frozen' });
      minutes.push((Date.parse(own?.retryAt ?? '') - Date.parse(START)) / 60_000);
      row = rowAwaiting(row, WANTED, START);
    }
    expect(minutes).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  test('that names machines holds these; the others are asked for again at once', () => {
    const why = refused("The machine 'Machines-a' was not found.");
    expect(endOf(awaiting('a'), why)).toMatchObject({ isBlamed: true, retryAt: after(120) });
    expect(endOf(awaiting('b'), why)).toMatchObject({ state: 'refused', retryAt: after(70) });
    expect(endOf(awaiting('b'), why)?.isBlamed).toBeUndefined();
  });

  test('that names a machine with a longer number names not this one', () => {
    expect(endOf(awaiting('a'), refused('Machines-a1 is not there'))?.isBlamed).toBeUndefined();
  });
});

describe('an operator who asks', () => {
  const asked = (release: LedgerRelease, retryDeployments: boolean) =>
    rowAskedAgain(registeredRow('a', { releases: { P: release } }), { retryDeployments }).releases['P'];

  test.each(['failed', 'refused', 'leftOut'] as const)('has what was put off tried at once: %s', (state) => {
    const release = ownRelease(state, { putOff: 3, retryAt: after(900) });
    const again = asked(release, false);
    expect(again).toMatchObject({ state, attempts: release.attempts });
    expect(again?.retryAt ?? again?.putOff).toBeUndefined();
  });

  test.each(['failed', 'cancelled'] as const)(
    'has what was given up tried anew only by saying so: %s',
    (state) => {
      const release = ownRelease(state, { attempts: 3 });
      expect(asked(release, false)).toBe(release);
      expect(asked(release, true)).toBeUndefined();
    },
  );

  test.each(['requested', 'deployed'] as const)('changes nothing of what is %s', (state) => {
    const row = registeredRow('a', { releases: { P: ownRelease(state) } });
    expect(rowAskedAgain(row, { retryDeployments: true })).toBe(row);
  });
});

test('a plan is remembered by rows that a crash kept from saying so', () => {
  const planned = { ...PLANNED, state: 'planned' as const };
  expect(wasForgotten(registeredRow('a'), planned)).toBe(true);
  expect(wasForgotten(registeredRow('c'), planned)).toBe(false);
  expect(wasForgotten(registeredRow('a'), PLANNED)).toBe(false);
  const before = registeredRow('a', {
    releases: { [WANTED.projectId]: ownRelease('failed', { at: after(-1) }) },
  });
  expect(wasForgotten(before, planned)).toBe(true);
  expect(wasForgotten(rowAwaiting(before, WANTED, START), planned)).toBe(false);
});

describe('a deployment that a freeze holds', () => {
  const frozen = (until?: string, times = 0): Ending => ({
    ...{ kind: 'refused', times, frozen: until === undefined ? {} : { until } },
    problem: { kind: 'Conflict', code: 'octopusDeploymentFreeze', message: 'frozen', nextStep: 'Wait.' },
  });

  test('is asked for again when the freeze has ended, or may have been lifted', () => {
    const soon = endOf(awaiting('a'), frozen(after(660)), after(60));
    expect(soon).toMatchObject({ state: 'refused', retryAt: after(665), attempts: 0 });
    expect(soon?.putOff).toBeUndefined();
    expect(endOf(awaiting('a'), frozen(after(999_999)), after(60))).toMatchObject({ retryAt: after(1860) });
  });

  test('is asked for with growing pauses where nobody knows its end, or the end is over', () => {
    expect(endOf(awaiting('a'), frozen(undefined, 2), after(60))).toMatchObject({
      putOff: 3,
      retryAt: after(300),
    });
    expect(endOf(awaiting('a'), frozen(after(59), 0), after(60))).toMatchObject({ retryAt: after(120) });
  });
});
