import { describe, expect, test } from '@jest/globals';
import { targetName } from '../../../shared/domain/targets/target-name.ts';
import { type Entry, OWNER_ROLE } from './support/fleet-world.ts';
import { areApart, entriesOf, type EntryOf, forEvery, proofsAgainst } from './support/told-stories.ts';

/** The looks since a target last had an instance, at which it was owned and had none. */
function proofsOfStray(machineId: string, before: Entry[]): string[] {
  const syncs = entriesOf(before, 'sync');
  const isStray = ({ input, linked }: EntryOf<'sync'>) =>
    input.targets.some((target) => target.machineId === machineId && target.roles.includes(OWNER_ROLE)) &&
    !linked.rows.some((row) => row.target?.machineId === machineId);
  const lastLinked = syncs.findLastIndex((sync) => !isStray(sync));
  return syncs
    .slice(lastLinked + 1)
    .filter(({ input }) => input.look.trustworthy)
    .map(({ input }) => input.look.at);
}

describe('a target is removed only', () => {
  test('when its instance was missing in two looks that can be believed, far enough apart', () => {
    forEvery('prune', ({ plan }, before, { story }) => {
      for (const { vmId } of plan.remove)
        if (vmId !== undefined)
          expect(areApart(proofsAgainst(vmId, before), story.secondLookSeconds)).toBe(true);
    });
  });

  test('or when it is marked as the fleet’s and two such looks showed no instance for it', () => {
    forEvery('prune', ({ plan }, before, { story }) => {
      for (const { vmId, machineId } of plan.remove)
        if (vmId === undefined)
          expect(areApart(proofsOfStray(machineId, before), story.secondLookSeconds)).toBe(true);
    });
  });

  test('when it is marked as the fleet’s, or was linked to the very instance that is gone', () => {
    forEvery('prune', ({ plan, rows }, before) => {
      const seen = entriesOf(before, 'sync').flatMap(({ input }) => input.targets);
      for (const { machineId, vmId } of plan.remove) {
        const target = seen.findLast((each) => each.machineId === machineId);
        const row = rows.find((each) => each.vmId === vmId);
        const names = row ? [targetName(row), row.computerName.toLowerCase()] : [];
        const owned = !target || target.roles.includes(OWNER_ROLE) || names.includes(target.name);
        expect(owned).toBe(true);
      }
    });
  });

  test('within the fleet’s maximum, unless a person agreed to that many', () => {
    forEvery('prune', ({ plan, approvedRemovals }, _before, { story }) => {
      expect(plan.remove.length).toBeLessThanOrEqual(Math.max(story.policy.maxPerRun, approvedRemovals));
      if (plan.ask !== undefined) expect(plan.remove).toEqual([]);
    });
  });

  test('from a scale set that still has instances, unless a person or the policy agreed', () => {
    forEvery('prune', ({ plan, approvedRemovals }, before, { story }) => {
      const listed = entriesOf(before, 'look').at(-1)?.sighting.instances ?? [];
      if (listed.length > 0 || plan.remove.length === 0 || story.policy.allowEmpty) return;
      const believed = proofOfLife(before);
      expect(believed || approvedRemovals >= plan.remove.length).toBe(true);
    });
  });

  test('outside of a dry run', () => {
    forEvery('prune', ({ plan }, _before, { story }) => {
      if (story.policy.dryRun) expect(plan.remove).toEqual([]);
    });
  });
});

/** An empty list that proves nothing leaves the instances standing that were listed before. */
function proofOfLife(before: Entry[]): boolean {
  const rows = entriesOf(before, 'look').at(-1)?.rows ?? [];
  return rows.some((row) => row.missingSince === undefined);
}

describe('no instance that is there loses its target', () => {
  test('when it was in the latest list, whatever happened before', () => {
    forEvery('prune', ({ plan, rows }, before) => {
      const listed =
        entriesOf(before, 'look')
          .at(-1)
          ?.sighting.instances.map(({ vmId }) => vmId) ?? [];
      const standing = rows.filter((row) => listed.includes(row.vmId)).map((row) => row.target?.machineId);
      for (const { vmId, machineId } of plan.remove) {
        expect(listed).not.toContain(vmId);
        expect(standing).not.toContain(machineId);
      }
      for (const vmId of plan.forget) expect(listed).not.toContain(vmId);
    });
  });
});

describe('a look that proves nothing', () => {
  test('makes nobody missing or gone whom Azure has', () => {
    forEvery('look', ({ there, before, rows }) => {
      const marked = (list: typeof rows) =>
        list.filter((row) => row.missingSince !== undefined).map(({ vmId, state }) => `${vmId} ${state}`);
      const newly = marked(rows.filter(({ vmId }) => there.includes(vmId)));
      expect(marked(before)).toEqual(expect.arrayContaining(newly));
    });
  });

  test('confirms no stray target', () => {
    forEvery('sync', ({ input, linked }) => {
      if (!input.look.trustworthy) expect(input.orphans).toEqual(expect.arrayContaining(linked.orphans));
    });
  });
});
