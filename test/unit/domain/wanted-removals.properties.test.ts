import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerRow, OrphanRow } from '../../../shared/contracts/ledger.ts';
import { type PruneInput, planPruning, wantedRemovals } from '../../../shared/domain/plan-pruning.ts';
import { registeredRow, START } from './support/builders.ts';

const MEMBERS = ['web', 'web__1', 'web__2'];

/** Machines of several members, some of them gone, some without a target; and targets without a machine. */
const world = fc.record({
  machines: fc.array(
    fc.record({
      member: fc.constantFrom(...MEMBERS),
      state: fc.constantFrom<'ready' | 'missing' | 'gone'>('ready', 'missing', 'gone'),
      hasTarget: fc.boolean(),
    }),
    { maxLength: 40 },
  ),
  orphans: fc.nat(5),
  maxPerRun: fc.nat(8),
  approvedRemovals: fc.oneof(fc.constant(0), fc.nat(12)),
  allowEmpty: fc.boolean(),
  dryRun: fc.boolean(),
  sizes: fc.dictionary(fc.constantFrom(...MEMBERS), fc.nat(15)),
});
type Story = typeof world extends fc.Arbitrary<infer T> ? T : never;

function rowOf({ member, state, hasTarget }: Story['machines'][number], index: number): LedgerRow {
  const { target, ...bare } = registeredRow('a', { vmId: `vm-${index}`, member });
  return {
    ...bare,
    ...(hasTarget && target ? { target: { ...target, machineId: `Machines-${index}` } } : {}),
    ...(state === 'ready' ? {} : { missingSince: START }),
    ...(state === 'gone' ? { state } : {}),
  };
}

function inputOf({ machines, orphans, sizes, approvedRemovals, ...policy }: Story) {
  const rows = machines.map(rowOf);
  const strays = Array.from({ length: orphans }, (_, index): OrphanRow => {
    const machineId = `Strays-${index}`;
    return { machineId, name: machineId, missingSince: START, confirmed: true };
  });
  const downsizings = Object.entries(sizes).map(([member, size]) => ({ member, size }));
  const input: PruneInput = { rows, orphans: strays, policy, approvedRemovals };
  return { input, downsizings, wanted: wantedRemovals(rows, downsizings) };
}

const forEvery = (check: (story: Story) => void) => fc.assert(fc.property(world, check), { numRuns: 500 });
const ids = (all: { machineId: string }[]) => all.map(({ machineId }) => machineId);

describe('removals that a rollout wants', () => {
  test('go without a question, of no member more than it was made smaller by', () => {
    forEvery((story) => {
      const { input, wanted } = inputOf(story);
      const alone = planPruning(input);
      const plan = planPruning({ ...input, wanted });
      const extra = plan.remove.filter(({ machineId }) => !ids(alone.remove).includes(machineId));
      const memberOf = new Map(input.rows.map(({ vmId, member }) => [vmId, member]));
      for (const { member, count } of wanted) {
        const own = extra.filter(({ vmId = '' }) => memberOf.get(vmId) === member);
        // With what is left even a few may go without a yes; those are not more than the guards allow.
        if (plan.ask !== undefined) expect(own.length).toBeLessThanOrEqual(count);
      }
      const free = extra.filter(({ vmId }) => vmId === undefined);
      if (plan.ask !== undefined) expect(free).toEqual([]);
    });
  });

  test('leave the guards as they are for everybody else', () => {
    forEvery((story) => {
      const { input, wanted } = inputOf(story);
      const plan = planPruning({ ...input, wanted });
      const most = wanted.reduce((all, { count }) => all + count, 0);
      const allowed = Math.max(input.policy.maxPerRun, input.approvedRemovals);
      expect(plan.remove.length).toBeLessThanOrEqual(allowed + most);
      if (input.policy.dryRun) expect(plan.remove).toEqual([]);
    });
  });

  test('are gone machines, and whoever is asked about does not go', () => {
    forEvery((story) => {
      const { input, wanted } = inputOf(story);
      const plan = planPruning({ ...input, wanted });
      const gone = new Set(input.rows.filter(({ state }) => state === 'gone').map(({ vmId }) => vmId));
      for (const { vmId } of plan.remove) if (vmId !== undefined) expect(gone).toContain(vmId);
      expect(ids(plan.remove).filter((id) => ids(plan.asked ?? []).includes(id))).toEqual([]);
      expect(plan.forget).toEqual(planPruning(input).forget);
    });
  });

  test('take nothing away from what goes anyway', () => {
    forEvery((story) => {
      const { input, wanted } = inputOf(story);
      const alone = planPruning(input);
      const plan = planPruning({ ...input, wanted });
      expect(ids(plan.remove)).toEqual(expect.arrayContaining(ids(alone.remove)));
    });
  });

  test('are not wanted a second time once the ledger has forgotten them', () => {
    forEvery((story) => {
      const { input, wanted, downsizings } = inputOf(story);
      fc.pre(!input.policy.dryRun);
      const { remove, forget } = planPruning({ ...input, wanted });
      const left = new Set([...forget, ...remove.flatMap(({ vmId }) => vmId ?? [])]);
      const again = wantedRemovals(
        input.rows.filter(({ vmId }) => !left.has(vmId)),
        downsizings,
      );
      again.forEach(({ member, count }, index) => {
        const before = wanted[index]?.count ?? 0;
        const gone = input.rows.filter((row) => row.member === member && row.state === 'gone').length;
        expect(count).toBeLessThanOrEqual(before - Math.min(gone, before));
      });
    });
  });
});
