import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { formerRows, membersOf } from '../../../shared/domain/members.ts';
import {
  formerRowsAfterLook,
  planLettingGo,
  rowsWithoutScaleSet,
} from '../../../shared/domain/targets/former-members.ts';
import { after, instance, MEMBER, registeredRow, row, sighting, START } from './support/builders.ts';

const OTHER = MEMBER.replace('/web', '/next');
const POLICY = { maxPerRun: 20, dryRun: false };

const gone = (digit: string) => registeredRow(digit, { state: 'gone', missingSince: START });
const plan = (
  rows: LedgerRow[],
  approvedRemovals = 0,
  more: { vanished?: string; maxPerRun?: number } = {},
) =>
  planLettingGo({
    ...{ rows, approvedRemovals, policy: { ...POLICY, maxPerRun: more.maxPerRun ?? 20 } },
    ...(more.vanished === undefined ? {} : { vanished: more.vanished }),
  });
const removed = ({ remove }: { remove: { machineId: string }[] }) => remove.map(({ machineId }) => machineId);

describe('a row of a former scale set', () => {
  test('is one that was seen in another than the fleet has now', () => {
    const rows = [registeredRow('a'), registeredRow('b', { member: OTHER })];
    const scaleSet = OTHER.toUpperCase();
    expect(formerRows(rows, membersOf({ scaleSet }, [{ scaleSet, role: 'base' }]))).toEqual([rows[0]]);
    expect(formerRows(rows, membersOf({ scaleSet }, []))).toEqual(rows);
    const both = membersOf(
      { scaleSet },
      [MEMBER, scaleSet].map((each) => ({ scaleSet: each, role: 'revision' })),
    );
    expect(formerRows(rows, both)).toEqual([]);
  });

  test('takes in what that scale set lists, and nobody new', () => {
    const rows = [registeredRow('a'), registeredRow('b')];
    const now = formerRowsAfterLook(rows, sighting([instance('a'), instance('c')]));
    expect(now.map(({ vmId, missingSince }) => [vmId, missingSince])).toEqual([
      [rows[0]?.vmId, undefined],
      [rows[1]?.vmId, START],
    ]);
  });

  test('is gone with its scale set only when that was not there twice, far enough apart', () => {
    const at = (seconds: number) => ({ member: MEMBER, at: after(seconds), secondLookSeconds: 20 });
    const once = rowsWithoutScaleSet([registeredRow('a')], at(0));
    expect(once[0]).toMatchObject({ state: 'ready', missingSince: START });
    expect(rowsWithoutScaleSet(once, at(19))).toEqual(once);
    expect(rowsWithoutScaleSet(once, at(20))[0]).toMatchObject({
      state: 'gone',
      goneReason: expect.stringContaining('its scale set web is no more'),
    });
  });
});

describe('targets of machines that are the fleet’s no more', () => {
  test('go when the machine is gone', () => {
    expect(plan([gone('a')])).toMatchObject({ remove: [{ machineId: 'Machines-a' }], questions: [] });
  });

  test('stay while it runs, and are asked about with how many it takes', () => {
    const asked = plan([registeredRow('a'), gone('b')]);
    expect(removed(asked)).toEqual(['Machines-b']);
    expect(asked.questions).toMatchObject([
      { code: 'targetsOfFormerScaleSet', nextStep: expect.stringContaining('{"approveRemovals": 2}') },
    ]);
  });

  test('go all together after a yes to that many', () => {
    const rows = [registeredRow('a'), gone('b'), row('c')];
    expect(removed(plan(rows, 1))).toEqual(['Machines-b']);
    expect(plan(rows, 2)).toMatchObject({ forget: [row('c').vmId], questions: [] });
    expect(removed(plan(rows, 2)).sort()).toEqual(['Machines-a', 'Machines-b']);
  });

  test('are a question when more would go than may in one run', () => {
    expect(plan([gone('a'), gone('b')], 0, { maxPerRun: 1 })).toMatchObject({
      remove: [],
      questions: [{ code: 'targetsOfFormerScaleSet' }],
    });
  });

  test('of the fleet’s own scale set that is no more go after a yes only', () => {
    const rows = [gone('a'), gone('b')];
    expect(plan(rows, 0, { vanished: MEMBER })).toMatchObject({
      remove: [],
      questions: [{ code: 'targetsOfVanishedScaleSet' }],
    });
    expect(removed(plan(rows, 2, { vanished: MEMBER }))).toHaveLength(2);
  });

  test('are only spoken of in a dry run', () => {
    const dry = planLettingGo({
      rows: [gone('a')],
      policy: { ...POLICY, dryRun: true },
      approvedRemovals: 9,
    });
    expect(dry).toMatchObject({ remove: [], wouldRemove: [{ machineId: 'Machines-a' }] });
  });

  test('never go by themselves while the machine runs or was missed once, whatever else is', () => {
    const states = fc.constantFrom('running', 'missed', 'gone');
    const more = fc.record({ approved: fc.nat(6), most: fc.nat(6), vanished: fc.boolean() });
    fc.assert(
      fc.property(fc.array(states, { maxLength: 6 }), more, (all, { approved, most, vanished }) => {
        const rows = all.map((state, index) => {
          if (state === 'gone') return gone(String(index));
          return registeredRow(String(index), state === 'missed' ? { missingSince: START } : {});
        });
        const { remove } = plan(rows, approved, {
          maxPerRun: most,
          ...(vanished ? { vanished: MEMBER } : {}),
        });
        const goneIds = rows.filter(({ state }) => state === 'gone').map(({ vmId }) => vmId);
        const agreed = approved >= remove.length && remove.length > 0;
        for (const { vmId } of remove) expect(agreed || goneIds.includes(vmId ?? '')).toBe(true);
        if (!agreed) expect(remove.length).toBeLessThanOrEqual(vanished ? 0 : most);
        const missed = rows.filter((each) => each.missingSince !== undefined && each.state !== 'gone');
        for (const { vmId } of missed) expect(remove.map((each) => each.vmId)).not.toContain(vmId);
      }),
      { numRuns: 300 },
    );
  });
});
