import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import type { SeenInstance, Sighting } from '../../../shared/domain/take-look.ts';
import { doubtAbout, rowsAfterLook } from '../../../shared/domain/take-look.ts';
import { after, instance, MEMBER, registeredRow, row, sighting, START, vmIdOf } from './support/builders.ts';

function only(rows: LedgerRow[]): LedgerRow {
  expect(rows).toHaveLength(1);
  return rows[0] as LedgerRow;
}

function look(rows: LedgerRow[], instances: SeenInstance[], more: Partial<Sighting> = {}): LedgerRow[] {
  return rowsAfterLook(rows, sighting(instances, more));
}

describe('a look is proof that an instance is gone', () => {
  test('when the scale set is at rest and lists as many instances as it should have', () => {
    expect(doubtAbout(sighting([instance('a')]))).toBeUndefined();
  });

  test('when it lists more than that, as an over-provisioned set does for a while', () => {
    expect(doubtAbout(sighting([instance('a'), instance('b')], { capacity: 1 }))).toBeUndefined();
  });

  test('when it was scaled to zero and lists none; whether to believe that is the planner’s business', () => {
    expect(doubtAbout(sighting([]))).toBeUndefined();
  });

  test('however Azure spells that the set succeeded', () => {
    expect(doubtAbout(sighting([], { scaleSetState: 'succeeded' }))).toBeUndefined();
  });
});

describe('a look proves nothing', () => {
  test.each(['Updating', 'Creating', 'Failed', 'Deleting', 'Migrating', 'Canceled', ''])(
    'while the scale set is "%s"',
    (scaleSetState) => {
      expect(doubtAbout(sighting([instance('a')], { scaleSetState }))).toContain(scaleSetState);
    },
  );

  test('when the list is empty although the scale set should have instances', () => {
    expect(doubtAbout(sighting([], { capacity: 3 }))).toBe('the list shows 0 of 3 instances');
  });

  test('when the list is shorter than the capacity', () => {
    expect(doubtAbout(sighting([instance('a')], { capacity: 2 }))).toBe('the list shows 1 of 2 instances');
  });

  test('when an instance has no vmId, for it may be the missing one', () => {
    expect(doubtAbout(sighting([instance('a'), instance('b', { vmId: '' })]))).toContain('no vmId');
  });

  test('when an instance is listed twice, for then the pages shifted and another may have been left out', () => {
    expect(doubtAbout(sighting([instance('a'), instance('a')]))).toContain('twice');
  });
});

describe('an instance that was not in the ledger', () => {
  test('is added with where it stands', () => {
    expect(only(look([], [instance('a', { provisioningState: 'Creating' })]))).toEqual({
      ...instance('a'),
      member: MEMBER,
      provisioningState: 'Creating',
      state: 'creating',
      firstSeen: START,
      health: 'unknown',
      releases: {},
      reason: 'Azure says Creating',
    });
  });

  test('has its time of readiness noted when it is ready at once', () => {
    expect(only(look([], [instance('a')]))).toMatchObject({ state: 'ready', readySince: START });
  });

  test('is not added while it has no vmId, since nobody can say who it is', () => {
    expect(look([], [instance('a', { vmId: '' })])).toEqual([]);
  });

  test('is added once when the list shows it twice', () => {
    expect(look([], [instance('a'), instance('a')])).toHaveLength(1);
  });

  test('is added although the look proves nothing about the others', () => {
    const rows = look([row('a')], [instance('b')], { capacity: 5, scaleSetState: 'Updating' });
    expect(rows.map(({ vmId }) => vmId)).toEqual([vmIdOf('a'), vmIdOf('b')]);
  });

  test('is told from its predecessor by its vmId although host name, resource and number are the same', () => {
    const replacement = instance('a', { vmId: vmIdOf('b') });
    const [old, fresh] = look([registeredRow('a')], [replacement]);
    expect(old).toMatchObject({
      vmId: vmIdOf('a'),
      missingSince: START,
      target: { machineId: 'Machines-a' },
    });
    expect(fresh).toMatchObject({ vmId: vmIdOf('b'), computerName: 'web00000a', releases: {} });
    expect(fresh?.target).toBeUndefined();
  });

  test('is told from a namesake in the same list by its vmId', () => {
    const rows = look([], [instance('a'), instance('b', { computerName: 'web00000a' })]);
    expect(rows.map(({ vmId }) => vmId)).toEqual([vmIdOf('a'), vmIdOf('b')]);
  });
});

describe('an instance that is listed again', () => {
  test('is the very same row when nothing changed', () => {
    const rows = look([], [instance('a')]);
    expect(look(rows, [instance('a')], { at: after(60) })[0]).toBe(rows[0]);
  });

  test('keeps the time since which it has been ready', () => {
    const rows = look([], [instance('a')]);
    const later = look(rows, [instance('a')], { at: after(60) });
    expect(only(later).readySince).toBe(START);
  });

  test.each(['Updating', 'Deleting', 'Failed', 'Canceled'])(
    'is not ready any more when it is %s',
    (state) => {
      const seen = only(look([row('a')], [instance('a', { provisioningState: state })], { at: after(60) }));
      expect(seen.state).not.toBe('ready');
      expect(seen.readySince).toBeUndefined();
      expect(seen.reason).toBe(`Azure says ${state}`);
    },
  );

  test('is ready from the look on that saw it ready again', () => {
    const updating = look([row('a')], [instance('a', { provisioningState: 'Updating' })], { at: after(60) });
    expect(only(look(updating, [instance('a')], { at: after(120) })).readySince).toBe(after(120));
  });

  test('keeps its target and what it carries, whatever becomes of it', () => {
    const before = registeredRow('a');
    const seen = only(look([before], [instance('a', { provisioningState: 'Deleting' })]));
    expect(seen.target).toEqual(before.target);
    expect(seen.releases).toEqual(before.releases);
  });

  test('gets the host name that Azure did not know at first', () => {
    const rows = look([], [instance('a', { computerName: '' })]);
    expect(only(look(rows, [instance('a')], { at: after(60) })).computerName).toBe('web00000a');
  });

  test('is the same row when only the spelling of its resource id changed', () => {
    const before = row('a');
    const shouted = instance('a', { resourceId: before.resourceId.toUpperCase() });
    expect(only(look([before], [shouted]))).toBe(before);
  });

  test('belongs to the scale set that lists it, although it was in another before', () => {
    const seen = only(look([row('a', { member: '/subscriptions/s/other' })], [instance('a')]));
    expect(seen.member).toBe(MEMBER);
  });

  test('is the same instance when only the spelling of its vmId changed', () => {
    const before = row('a');
    expect(only(look([before], [instance('a', { vmId: vmIdOf('a').toUpperCase() })]))).toBe(before);
  });
});

describe('an instance that the list lacks', () => {
  test('is marked as missing by a first look that can be believed', () => {
    const missing = only(look([row('a')], []));
    expect(missing).toMatchObject({ state: 'ready', missingSince: START });
  });

  test.each([
    ['partial', { capacity: 2 }],
    ['that of a set at work', { scaleSetState: 'Updating' }],
    ['that of a failed set', { scaleSetState: 'Failed' }],
  ])('is left alone when the list is %s', (_what, doubtful) => {
    const before = row('a');
    expect(look([before], [instance('b')], doubtful)[0]).toBe(before);
  });

  test('is not gone before the second look is far enough from the first', () => {
    const once = look([row('a')], []);
    expect(only(look(once, [], { at: after(9.999) }))).toBe(once[0]);
  });

  test('is gone when a second look far enough away lacks it too', () => {
    const once = look([row('a')], []);
    expect(only(look(once, [], { at: after(10) }))).toMatchObject({ state: 'gone', missingSince: START });
  });

  test('is not gone because of a second look that proves nothing', () => {
    const once = look([row('a')], []);
    expect(look(once, [], { at: after(60), capacity: 1 })[0]).toBe(once[0]);
  });

  test('is not gone because the first look is repeated after a crash', () => {
    const once = look([row('a')], []);
    expect(only(look(once, []))).toBe(once[0]);
  });

  test('is not gone because an older look is delivered late', () => {
    const once = look([row('a')], [], { at: after(60) });
    expect(only(look(once, [], { at: START }))).toBe(once[0]);
  });

  test('stays gone, with the reason of its going', () => {
    const gone = look(look([row('a')], []), [], { at: after(10) });
    expect(only(look(gone, [], { at: after(600) }))).toBe(gone[0]);
  });

  test.each([
    ['was missing once', 5],
    ['was gone', 20],
  ])('is fully back when it %s and is listed again', (_what, seconds) => {
    const away = look(look([registeredRow('a')], []), [], { at: after(seconds) });
    const back = only(look(away, [instance('a')], { at: after(60), scaleSetState: 'Updating', capacity: 9 }));
    expect(back).toMatchObject({ state: 'ready', readySince: START, target: { machineId: 'Machines-a' } });
    expect(back.missingSince).toBeUndefined();
  });

  test('is left alone when it was seen in another scale set, for this list says nothing of that one', () => {
    const other = registeredRow('a', { member: '/subscriptions/s/other' });
    const rows = look([other], [instance('b')], { at: after(60) });
    expect(rows[0]).toBe(other);
    expect(look(rows, [instance('b')], { at: after(600) })[0]).toBe(other);
  });

  test('is missed as well when its row does not say yet in which scale set it was seen', () => {
    const { member: _unknown, ...released } = row('a');
    expect(look([released], [instance('b')])[0]).toMatchObject({ missingSince: START });
  });

  test('must be missed twice anew after it was back', () => {
    const back = look(look([row('a')], []), [instance('a')], { at: after(60) });
    expect(only(look(back, [], { at: after(120) }))).toMatchObject({
      state: 'ready',
      missingSince: after(120),
    });
  });
});
