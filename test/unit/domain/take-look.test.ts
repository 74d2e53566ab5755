import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import type { SeenInstance, Sighting } from '../../../shared/domain/take-look.ts';
import { contradictionIn, doubtAbout, rowsAfterLook, toAskAbout } from '../../../shared/domain/take-look.ts';
import { isReady } from '../../../shared/domain/standing.ts';
import { after, instance, MEMBER, registeredRow, row, sighting, START, vmIdOf } from './support/builders.ts';

function only(rows: LedgerRow[]): LedgerRow {
  expect(rows).toHaveLength(1);
  return rows[0] as LedgerRow;
}

/** A look at which Azure denies everybody whom an empty list lacks, unless told otherwise. */
function look(rows: LedgerRow[], instances: SeenInstance[], more: Partial<Sighting> = {}): LedgerRow[] {
  const asked = new Map(rows.map(({ vmId }) => [vmId, false]));
  return rowsAfterLook(rows, sighting(instances, { ...(instances.length === 0 ? { asked } : {}), ...more }));
}

describe('a list may be taken for the whole', () => {
  test.each(['Succeeded', 'succeeded', 'Updating', 'Creating', 'Failed', ''])(
    'when it shows as many as there should be, and the scale set is "%s"',
    (scaleSetState) => {
      expect(doubtAbout(sighting([instance('a')], { scaleSetState }))).toBeUndefined();
    },
  );

  test('when it lists more than that, as an over-provisioned set does for a while', () => {
    expect(doubtAbout(sighting([instance('a'), instance('b')], { capacity: 1 }))).toBeUndefined();
  });

  test('when it was scaled to zero and lists none; whether to believe that is the planner’s business', () => {
    expect(doubtAbout(sighting([]))).toBeUndefined();
  });

  test('when Azure denies those that it lacks', () => {
    const asked = new Map([[vmIdOf('b'), false]]);
    expect(doubtAbout(sighting([instance('a')], { capacity: 2, asked }))).toBeUndefined();
  });

  test('when the scale set failed, for nobody else is coming', () => {
    expect(doubtAbout(sighting([instance('a')], { capacity: 2, scaleSetState: 'Failed' }))).toBeUndefined();
  });
});

describe('a list is doubted', () => {
  test('when it is empty although the scale set should have instances', () => {
    expect(doubtAbout(sighting([], { capacity: 3 }))).toBe('the list shows 0 of 3 instances');
  });

  test('when it is shorter than the capacity', () => {
    expect(doubtAbout(sighting([instance('a')], { capacity: 2 }))).toBe('the list shows 1 of 2 instances');
  });

  test('when Azure has one that it lacks, also of a failed set', () => {
    const asked = new Map([[vmIdOf('b'), true]]);
    const seen = sighting([instance('a')], { capacity: 2, scaleSetState: 'Failed', asked });
    expect(doubtAbout(seen)).toContain('Azure has instances');
    expect(contradictionIn(seen)).toBe(true);
  });

  test('when an instance has no vmId, for it may be the missing one', () => {
    expect(doubtAbout(sighting([instance('a'), instance('b', { vmId: '' })]))).toContain('no vmId');
  });

  test('when an instance is listed twice, for then the pages shifted and another may have been left out', () => {
    expect(doubtAbout(sighting([instance('a'), instance('a')]))).toContain('twice');
  });
});

describe('Azure is asked by name about an instance', () => {
  const asked = (rows: LedgerRow[], seen: Sighting) =>
    toAskAbout(rows, seen).map(({ instanceId }) => instanceId);

  test('that a list lacks which shows fewer than there should be', () => {
    const seen = sighting([instance('a')], { capacity: 2 });
    expect(asked([row('a'), row('b')], seen)).toEqual(['b']);
    expect(asked([row('a'), row('b')], sighting([], { capacity: 2 }))).toEqual(['a', 'b']);
  });

  test('that a list lacks which shows another twice', () => {
    expect(asked([row('b')], sighting([instance('a'), instance('a')]))).toEqual(['b']);
  });

  test('those that were missing before first', () => {
    const rows = [row('a'), row('b', { missingSince: START })];
    expect(asked(rows, sighting([], { capacity: 2 }))).toEqual(['b', 'a']);
  });

  test.each<[string, LedgerRow[], Sighting]>([
    ['that a whole list lacks', [row('b')], sighting([instance('a')])],
    ['that is gone already', [row('b', { state: 'gone' })], sighting([instance('a')], { capacity: 2 })],
    ['that is listed without its vmId', [row('b')], sighting([instance('b', { vmId: '' })], { capacity: 2 })],
    ['of another scale set', [row('b', { member: '/other' })], sighting([instance('a')], { capacity: 2 })],
  ])('but not about one %s', (_what, rows, seen) => {
    expect(asked(rows, seen)).toEqual([]);
  });
});

describe('an instance that was not in the ledger', () => {
  test('is added with where it stands', () => {
    expect(only(look([], [instance('a', { provisioningState: 'Creating' })]))).toEqual({
      ...instance('a'),
      member: MEMBER,
      provisioningState: 'Creating',
      state: 'creating',
      stateSince: START,
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

  test.each(['Updating', 'Creating', 'Failed', 'Deleting', ''])(
    'is missing whatever the scale set is doing: "%s"',
    (scaleSetState) => {
      expect(look([row('a')], [instance('b')], { scaleSetState })[0]).toMatchObject({ missingSince: START });
    },
  );

  test('is missing however long another one is being created or deleted', () => {
    const others = [
      instance('b', { provisioningState: 'Creating' }),
      instance('c', { provisioningState: 'Deleting' }),
    ];
    expect(look([row('a')], others)[0]).toMatchObject({ missingSince: START });
  });

  test('is neither missing nor to be done anything with when the list is short and nobody asked', () => {
    const unseen = look([registeredRow('a')], [instance('b')], { capacity: 2 })[0] as LedgerRow;
    expect(unseen).toMatchObject({ state: 'ready', unseenSince: START });
    expect(unseen.missingSince).toBeUndefined();
    expect(isReady(unseen)).toBe(false);
    const back = look([unseen], [instance('a'), instance('b')], { at: after(60) })[0] as LedgerRow;
    expect(isReady(back)).toBe(true);
  });

  test('is missing when Azure denies it, and is not when Azure has it', () => {
    const short = (found: boolean, at = START) => ({
      at,
      capacity: 2,
      asked: new Map([[vmIdOf('a'), found]]),
    });
    const denied = look([row('a')], [instance('b')], short(false));
    expect(denied[0]).toMatchObject({ missingSince: START });
    expect(look(denied, [instance('b')], short(false, after(10)))[0]).toMatchObject({ state: 'gone' });
    const found = look(denied, [instance('b')], short(true, after(10)))[0];
    expect(found).toMatchObject({ state: 'ready', unseenSince: after(10) });
    expect(found?.missingSince).toBeUndefined();
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
    const proofless = { at: after(60), capacity: 1, asked: new Map() };
    expect(look(once, [], proofless)[0]).toBe(once[0]);
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

describe('an instance that is off', () => {
  const off = () => look([registeredRow('a')], [instance('a', { power: 'deallocated' })], { at: after(60) });

  test('keeps its target, and is not ready', () => {
    expect(only(off())).toMatchObject({
      ...{ state: 'stopped', stateSince: after(60), target: { machineId: 'Machines-a' } },
      reason: 'Azure says Succeeded, VM deallocated',
    });
  });

  test('is ready from when it runs again, and its health is not known until it was checked', () => {
    const back = only(look(off(), [instance('a', { power: 'running' })], { at: after(600) }));
    expect(back).toMatchObject({ state: 'ready', readySince: after(600), health: 'unknown', checkDue: true });
  });
});
