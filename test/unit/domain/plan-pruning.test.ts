import { describe, expect, test } from '@jest/globals';
import type { LedgerRow, OrphanRow } from '../../../shared/contracts/ledger.ts';
import { type PruneInput, planPruning } from '../../../shared/domain/plan-pruning.ts';
import { registeredRow, row, START, targetNameOf, vmIdOf } from './support/builders.ts';

const NOTHING = { remove: [], forget: [], wouldRemove: [] };

function plan(
  input: Partial<PruneInput> & { rows: LedgerRow[] },
  policy: Partial<PruneInput['policy']> = {},
) {
  return planPruning({
    orphans: [],
    approvedRemovals: 0,
    ...input,
    policy: { maxPerRun: 20, dryRun: false, allowEmpty: false, ...policy },
  });
}

function gone(digit: string, more: Partial<LedgerRow> = {}): LedgerRow {
  return registeredRow(digit, {
    state: 'gone',
    missingSince: START,
    reason: 'missing from two lists',
    ...more,
  });
}

function orphan(digit: string, confirmed = true): OrphanRow {
  return { machineId: `Machines-${digit}`, name: targetNameOf(digit), missingSince: START, confirmed };
}

const machines = (candidates: { machineId: string }[]) => candidates.map(({ machineId }) => machineId);

describe('a target goes', () => {
  test('when its instance is gone for good, with the reason', () => {
    expect(plan({ rows: [registeredRow('a'), gone('b')] })).toEqual({
      ...NOTHING,
      remove: [
        {
          machineId: 'Machines-b',
          name: targetNameOf('b'),
          vmId: vmIdOf('b'),
          reason: 'missing from two lists',
        },
      ],
    });
  });

  test('when it is owned and two looks showed no instance for it', () => {
    const { remove } = plan({ rows: [registeredRow('a')], orphans: [orphan('z')] });
    expect(machines(remove)).toEqual(['Machines-z']);
    expect(remove[0]?.vmId).toBeUndefined();
    expect(remove[0]?.reason).toContain(START);
  });
});

describe('nothing goes', () => {
  test('when all instances are there', () => {
    expect(plan({ rows: [registeredRow('a'), row('b')] })).toEqual(NOTHING);
  });

  test('after a first look without an instance, but another look is due', () => {
    const rows = [registeredRow('a'), registeredRow('b', { missingSince: START })];
    expect(plan({ rows, orphans: [orphan('z', false)] })).toEqual(NOTHING);
  });

  test('because an instance failed or is being deleted: it is still listed', () => {
    const rows = [registeredRow('a', { state: 'failed' }), registeredRow('b', { state: 'deleting' })];
    expect(plan({ rows })).toEqual(NOTHING);
  });

  test('of an instance that never had a target, but its row', () => {
    const { target: _none, ...bare } = gone('b');
    expect(plan({ rows: [registeredRow('a'), bare] })).toEqual({ ...NOTHING, forget: [vmIdOf('b')] });
  });

  test('in a dry run, which only says what would', () => {
    const dry = plan({ rows: [registeredRow('a'), gone('b')], orphans: [orphan('z')] }, { dryRun: true });
    expect(dry.remove).toEqual([]);
    expect(machines(dry.wouldRemove)).toEqual(['Machines-b', 'Machines-z']);
    expect(dry.ask).toBeUndefined();
  });

  test('of an instance that is there, although its target was taken for a stray one before', () => {
    const rows = [registeredRow('a'), gone('b')];
    expect(machines(plan({ rows, orphans: [orphan('a')] }).remove)).toEqual(['Machines-b']);
  });

  test('that an instance which is there shares with one that is gone', () => {
    const shared = registeredRow('b', { vmId: vmIdOf('c') });
    expect(plan({ rows: [shared, gone('b')] }).remove).toEqual([]);
  });
});

describe('a person is asked first', () => {
  const rows = [registeredRow('a'), gone('b'), gone('c')];

  test('when more would go than are allowed in one run, and then none goes', () => {
    const asked = plan({ rows }, { maxPerRun: 1 });
    expect(asked).toMatchObject({
      remove: [],
      ask: '2 targets would be removed, more than the 1 allowed in one run',
    });
  });

  test('not when exactly as many would go as are allowed', () => {
    expect(plan({ rows }, { maxPerRun: 2 }).remove).toHaveLength(2);
  });

  test('counting strays as well', () => {
    expect(plan({ rows, orphans: [orphan('z')] }, { maxPerRun: 2 }).ask).toContain('3 targets');
  });

  test('always when the fleet allows none in one run', () => {
    expect(plan({ rows: [registeredRow('a'), gone('b')] }, { maxPerRun: 0 }).ask).toContain('1 target would');
  });

  test('when Azure lists no instance any more', () => {
    expect(plan({ rows: [gone('b')] })).toMatchObject({
      remove: [],
      ask: expect.stringContaining('lists no instance any more'),
    });
  });

  test('when Azure lists none and only some are gone for good yet', () => {
    expect(plan({ rows: [gone('b'), registeredRow('c', { missingSince: START })] }).ask).toBeDefined();
  });

  test('when nothing is known but strays', () => {
    expect(plan({ rows: [], orphans: [orphan('z')] })).toMatchObject({ remove: [], ask: expect.any(String) });
  });
});

describe('a yes', () => {
  const rows = [registeredRow('a'), gone('b'), gone('c')];

  test('to that many or more lets them go', () => {
    expect(plan({ rows, approvedRemovals: 2 }, { maxPerRun: 1 }).remove).toHaveLength(2);
    expect(plan({ rows, approvedRemovals: 9 }, { maxPerRun: 1 }).remove).toHaveLength(2);
  });

  test('to fewer than there are by now is none', () => {
    expect(plan({ rows, approvedRemovals: 1 }, { maxPerRun: 1 })).toMatchObject({ remove: [] });
  });

  test('lets the targets of an emptied scale set go', () => {
    expect(plan({ rows: [gone('b')], approvedRemovals: 1 }).remove).toHaveLength(1);
  });

  test('once and for all may be part of the policy for emptied scale sets', () => {
    expect(plan({ rows: [gone('b')] }, { allowEmpty: true }).remove).toHaveLength(1);
  });

  test('for emptied scale sets does not lift the maximum', () => {
    const emptied = plan({ rows: [gone('b'), gone('c')] }, { allowEmpty: true, maxPerRun: 1 });
    expect(emptied).toMatchObject({ remove: [], ask: expect.stringContaining('more than the 1') });
  });

  test('does not turn a dry run into a real one', () => {
    expect(plan({ rows, approvedRemovals: 9 }, { dryRun: true }).remove).toEqual([]);
  });
});
