import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { isActive } from '../../../shared/domain/deployments/seen-deployment.ts';
import { ATTEMPTS } from './support/fleet-story.ts';
import type { Entry, MadeDeployment } from './support/fleet-world.ts';
import { entriesOf, type EntryOf, forEvery, proofsAgainst } from './support/told-stories.ts';

function momentOf({ ranAt, created }: MadeDeployment): string {
  return ranAt ?? created;
}

/**
 * Deployments of the project that were made, by us or others, to this instance, since it was made anew if it was, or to
 * its target; in the order in which they ran or were made.
 */
function deploymentsTo(row: LedgerRow, { made, wanted, project }: EntryOf<'deploy'>): MadeDeployment[] {
  const machineId = row.target?.machineId ?? '';
  return made
    .filter(({ projectId }) => projectId === wanted[project]?.projectId)
    .filter((each) => row.renewedAt === undefined || momentOf(each) > row.renewedAt)
    .filter((each) => {
      const ours = each.vmIds.includes(row.vmId) && each.created >= row.firstSeen;
      return ours || each.specificMachineIds.includes(machineId);
    })
    .sort((a, b) => momentOf(a).localeCompare(momentOf(b)));
}

/** Those that ran on it, and not only named it. */
function runsOn(row: LedgerRow, entry: EntryOf<'deploy'>): MadeDeployment[] {
  return deploymentsTo(row, entry).filter((each) => {
    const ours = each.specificMachineIds[each.vmIds.indexOf(row.vmId)];
    const machines = [row.target?.machineId, ours];
    return (
      !isActive(each) && machines.some((id) => id !== undefined && each.deployedToMachineIds.includes(id))
    );
  });
}

function isSuccess({ state }: MadeDeployment): boolean {
  return state === 'Success';
}

/** Every target that ever stood for the instance: it may have been registered anew. */
function targetsEverOf(vmId: string, log: Entry[]): string[] {
  const rows = log.flatMap((entry) => {
    if (entry.kind === 'deploy') return entry.absorbed;
    return entry.kind === 'sync' ? entry.linked.rows : entry.rows;
  });
  return rows.filter((row) => row.vmId === vmId).flatMap((row) => row.target?.machineId ?? []);
}

/** Another release ran on a target that the instance had before: what it carries is not what the others say. */
function mayCarryAnother(
  row: LedgerRow,
  { made, wanted, project }: EntryOf<'deploy'>,
  before: Entry[],
): boolean {
  const had = new Set(targetsEverOf(row.vmId, before));
  return made.some(
    (each) =>
      each.projectId === wanted[project]?.projectId &&
      each.releaseId !== wanted[project]?.releaseId &&
      each.deployedToMachineIds.some((id) => had.has(id) && id !== row.target?.machineId),
  );
}

/** Since which decision the project's release has been the wanted one without a break. */
function wantedSince(entry: EntryOf<'deploy'>, before: Entry[]): string {
  const decisions = entriesOf(before, 'deploy').filter(({ project }) => project === entry.project);
  const isSame = (each: EntryOf<'deploy'>) =>
    each.wanted[entry.project]?.releaseId === entry.wanted[entry.project]?.releaseId;
  const changed = decisions.findLastIndex((each) => !isSame(each));
  return decisions[changed + 1]?.at ?? entry.at;
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

  test('never where it is what ran last, by whomever', () => {
    forEvery('deploy', (entry, before) => {
      for (const row of entry.due.filter((each) => !mayCarryAnother(each, entry, before))) {
        const { releaseId } = entry.wanted[entry.project] ?? {};
        const telling = runsOn(row, entry).filter((run) => isSuccess(run) || run.releaseId !== releaseId);
        const last = telling.at(-1);
        expect(last !== undefined && last.releaseId === releaseId && isSuccess(last)).toBe(false);
      }
    });
  });

  test('never where anything of the project is being deployed, by whomever', () => {
    forEvery('deploy', (entry) => {
      for (const row of entry.due) {
        const machineId = row.target?.machineId ?? '';
        const named = deploymentsTo(row, entry).filter((each) => each.specificMachineIds.includes(machineId));
        expect(named.filter(isActive)).toEqual([]);
      }
    });
  });

  test('never again where a person cancelled it', () => {
    forEvery('deploy', (entry) => {
      for (const row of entry.due) {
        const last = deploymentsTo(row, entry).at(-1);
        const wasOurs =
          last?.vmIds.includes(row.vmId) && last.releaseId === entry.wanted[entry.project]?.releaseId;
        expect(wasOurs && last?.state === 'Canceled').toBeFalsy();
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
    forEvery('deploy', (entry, before) => {
      const { releaseId } = entry.wanted[entry.project] ?? {};
      const since = wantedSince(entry, before);
      for (const row of entry.due) {
        const lately = deploymentsTo(row, entry).filter(({ created }) => created >= since);
        const failures = lately.slice(lately.findLastIndex(isSuccess) + 1).filter((each) => {
          const machineId = each.specificMachineIds[each.vmIds.indexOf(row.vmId)] ?? '';
          const reached = each.deployedToMachineIds.includes(machineId);
          return each.releaseId === releaseId && reached && ['Failed', 'TimedOut'].includes(each.state);
        });
        expect(failures.length).toBeLessThan(ATTEMPTS);
      }
    });
  });

  test('only where every project before it is', () => {
    forEvery('deploy', (entry, before) => {
      for (const { releaseId } of entry.wanted.slice(0, entry.project)) {
        const done = entry.made.filter((each) => each.releaseId === releaseId && isSuccess(each));
        const reached = new Set(done.flatMap(({ deployedToMachineIds }) => deployedToMachineIds));
        for (const { vmId } of entry.due)
          expect(targetsEverOf(vmId, [...before, entry]).some((id) => reached.has(id))).toBe(true);
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
