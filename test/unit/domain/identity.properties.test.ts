import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { linkTargets } from '../../../shared/domain/targets/link-targets.ts';
import { rowsAfterLook } from '../../../shared/domain/take-look.ts';
import { story } from './support/fleet-story.ts';
import { type Entry, type Naming, PLAIN } from './support/fleet-world.ts';
import { liveThrough } from './support/live-through.ts';
import { forEvery } from './support/told-stories.ts';

const RENAMED: Naming = {
  ...PLAIN,
  hostNames: ['zeta', 'alpha', ''],
  label: (machine) => `other_${(machine * 5 + 3) % 6}`,
};
const REORDERED: Naming = { ...PLAIN, order: (list) => [...list].reverse() };

function standing({ vmId, state, missingSince, target, health, releases }: LedgerRow) {
  return { vmId, state, missingSince, machineId: target?.machineId, health, releases };
}

const byId = (a: string | undefined, b: string | undefined) => ((a ?? '') < (b ?? '') ? -1 : 1);

/** What was decided, without names and without order. */
function decision(entry: Entry): unknown {
  switch (entry.kind) {
    case 'look':
      return entry.rows.map(standing).sort((a, b) => byId(a.vmId, b.vmId));
    case 'sync':
      return entry.linked.rows.map(standing).sort((a, b) => byId(a.vmId, b.vmId));
    case 'prune':
      return {
        removed: entry.plan.remove.map(({ machineId }) => machineId).sort(),
        forgotten: [...entry.plan.forget].sort(),
        asked: entry.plan.ask !== undefined,
      };
    case 'deploy':
      return entry.due.map(({ vmId }) => vmId).sort();
  }
}

function expectSameDecisions(other: Naming): void {
  fc.assert(
    fc.property(story, (each) => {
      expect(liveThrough(each, other).log.map(decision)).toEqual(liveThrough(each).log.map(decision));
    }),
    { numRuns: 200 },
  );
}

describe('decisions stay the same', () => {
  test('when every machine has another name, number and resource', () => expectSameDecisions(RENAMED));

  test('when Azure, Octopus and the ledger list everything the other way round', () =>
    expectSameDecisions(REORDERED));
});

describe('the ledger', () => {
  test('has one row for every instance, and every target stands for at most one', () => {
    forEvery('sync', ({ linked }) => {
      const ids = linked.rows.map(({ vmId }) => vmId);
      const machines = linked.rows.flatMap(({ target }) => target?.machineId ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(machines).size).toBe(machines.length);
    });
  });

  test('does not change when the same look is taken in again after a crash', () => {
    forEvery('look', ({ sighting, rows }) => {
      rowsAfterLook(rows, sighting).forEach((row, index) => expect(row).toBe(rows[index]));
    });
  });

  test('does not change when the same targets are compared again after a crash', () => {
    forEvery('sync', ({ input, linked: { rows, orphans } }) => {
      const again = linkTargets({ ...input, rows, orphans });
      expect(again).toMatchObject({ rows, orphans, adopted: [], lost: [] });
    });
  });

  test('never links a target that is not there, nor one of another certificate', () => {
    forEvery('sync', ({ input, linked }) => {
      for (const { target } of linked.rows) {
        if (!target) continue;
        const seen = input.targets.find(({ machineId }) => machineId === target.machineId);
        expect(seen).toBeDefined();
        expect(seen?.thumbprint ?? target.thumbprint).toBe(target.thumbprint);
      }
    });
  });

  test('takes every instance in a list for what the list says', () => {
    forEvery('look', ({ sighting, rows }) => {
      for (const { vmId, provisioningState } of sighting.instances.filter((each) => each.vmId)) {
        const row = rows.find((each) => each.vmId === vmId);
        expect(row).toMatchObject({ provisioningState });
        expect(row?.missingSince).toBeUndefined();
        expect(row?.state).not.toBe('gone');
      }
    });
  });
});

test('the stories tell of removals, questions, strays, take-overs, deployments and failures, so that the rules are tried', () => {
  const worlds = fc.sample(story, { numRuns: 400, seed: 7 }).map((each) => liveThrough(each));
  const log = worlds.flatMap((world) => world.log);
  const count = (is: (entry: Entry) => boolean) => log.filter(is).length;
  expect(count((e) => e.kind === 'prune' && e.plan.remove.some(({ vmId }) => vmId))).toBeGreaterThan(20);
  expect(count((e) => e.kind === 'prune' && e.plan.remove.some(({ vmId }) => !vmId))).toBeGreaterThan(20);
  expect(count((e) => e.kind === 'prune' && e.plan.ask !== undefined)).toBeGreaterThan(20);
  expect(count((e) => e.kind === 'sync' && e.linked.adopted.length > 0)).toBeGreaterThan(20);
  expect(count((e) => e.kind === 'sync' && e.linked.lost.length > 0)).toBeGreaterThan(20);
  expect(count((e) => e.kind === 'deploy' && e.project === 0 && e.due.length > 0)).toBeGreaterThan(50);
  expect(count((e) => e.kind === 'deploy' && e.project === 1 && e.due.length > 0)).toBeGreaterThan(20);
  const failed = worlds.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.releases)));
  expect(failed.filter(({ state }) => state === 'failed').length).toBeGreaterThan(20);
});
