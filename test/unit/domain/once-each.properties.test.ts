import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { outcomeOf } from '../../../shared/domain/plan-deployments.ts';
import { ATTEMPTS } from './support/fleet-story.ts';
import type { Entry, MadeDeployment } from './support/fleet-world.ts';
import { type EntryOf, forEvery, proofsAgainst } from './support/told-stories.ts';

/** The deployments of the wanted release that were made, by us or others, to this instance or to its target. */
function deploymentsTo(row: LedgerRow, { made, wanted, project }: EntryOf<'deploy'>): MadeDeployment[] {
  const { projectId, releaseId } = wanted[project] ?? {};
  return made
    .filter((each) => each.projectId === projectId && each.releaseId === releaseId)
    .filter((each) => {
      const ours = each.vmIds.includes(row.vmId) && each.created >= row.firstSeen;
      const machines = each.state === 'Success' ? each.deployedToMachineIds : each.specificMachineIds;
      return ours || machines.includes(row.target?.machineId ?? '');
    });
}

/** Every target that ever stood for the instance: it may have been registered anew. */
function targetsEverOf(vmId: string, log: Entry[]): string[] {
  const rows = log.flatMap((entry) => {
    if (entry.kind === 'deploy') return entry.absorbed;
    return entry.kind === 'sync' ? entry.linked.rows : entry.rows;
  });
  return rows.filter((row) => row.vmId === vmId).flatMap((row) => row.target?.machineId ?? []);
}

describe('a release is asked for', () => {
  test('only on instances that are ready, in the latest believable list, registered and healthy', () => {
    forEvery('deploy', ({ due }, before) => {
      for (const row of due) {
        expect(row).toMatchObject({ state: 'ready', provisioningState: 'Succeeded', health: 'healthy' });
        expect(row.missingSince).toBeUndefined();
        expect(row.target?.machineId).toEqual(expect.any(String));
        expect(proofsAgainst(row.vmId, before)).toEqual([]);
      }
    });
  });

  test('never where it was deployed already or is being deployed, by whomever', () => {
    forEvery('deploy', (entry) => {
      for (const row of entry.due) {
        const states = deploymentsTo(row, entry).map(({ state }) => outcomeOf(state));
        expect(states.filter((state) => state !== 'failed')).toEqual([]);
      }
    });
  });

  test('never where another release of the project is still being deployed by us', () => {
    forEvery('deploy', ({ due, openVmIds }) => {
      expect(due.filter(({ vmId }) => openVmIds.has(vmId))).toEqual([]);
    });
  });

  test('not again when the decision is made twice', () => {
    forEvery('deploy', ({ dueAgain }) => expect(dueAgain).toEqual([]));
  });

  test('at most as often as the fleet allows', () => {
    forEvery('deploy', (entry) => {
      for (const row of entry.due) {
        const ours = deploymentsTo(row, entry).filter(({ vmIds }) => vmIds.includes(row.vmId));
        expect(ours.length).toBeLessThan(ATTEMPTS);
      }
    });
  });

  test('only where every project before it is', () => {
    forEvery('deploy', (entry, before) => {
      for (const { releaseId } of entry.wanted.slice(0, entry.project)) {
        const done = entry.made.filter((each) => each.releaseId === releaseId && each.state === 'Success');
        const reached = new Set(done.flatMap((each) => [...each.vmIds, ...each.deployedToMachineIds]));
        for (const { vmId } of entry.due)
          expect([vmId, ...targetsEverOf(vmId, [...before, entry])].some((id) => reached.has(id))).toBe(true);
      }
    });
  });

  test('on nobody twice in one request', () => {
    forEvery('deploy', ({ due }) => {
      const machines = due.map((row) => row.target?.machineId);
      expect(new Set(machines).size).toBe(machines.length);
    });
  });
});
