import type { LedgerRow } from '../../contracts/ledger.ts';
import type { TargetRef } from '../../contracts/reaction.ts';
import type { Told } from '../../contracts/timeline.ts';
import type { CheckQuestion } from '../due-checks.ts';
import type { PruneCandidate } from '../plan-pruning.ts';
import { count, namesOf } from '../wording.ts';

type Named = { name: string }[];

function told({ kind, words }: { kind: Told['kind']; words: string }, named: Named, reason: string): Told[] {
  return named.length === 0 ? [] : [{ kind, message: `${words} ${namesOf(named)}`, reason }];
}

/** What came of trying to register: of a machine that still does not answer once, not at every try. */
export function toldRegistrations(done: { registered: Named; anew: Named; failed: LedgerRow[] }): Told[] {
  const { registered, anew, failed } = done;
  const otherCertificate = 'another certificate answers at the address; what was deployed there is due again';
  return [
    ...told({ kind: 'targetsRegistered', words: 'Registered' }, registered, 'ready in Azure, no target yet'),
    ...told({ kind: 'machinesRenewed', words: 'Registered anew:' }, anew, otherCertificate),
    ...told({ kind: 'registrationFailed', words: 'Could not register' }, failed, failed[0]?.reason ?? ''),
  ];
}

/** What Octopus has that the ledger did not know, and the other way round. */
export function toldLinks(found: {
  adopted: Named;
  lost: { name: string; reason: string }[];
  strays: Named;
}): Told[] {
  const { adopted, lost, strays } = found;
  return [
    ...told(
      { kind: 'targetsAdopted', words: 'Found the targets of' },
      adopted,
      'they registered themselves, or were there before',
    ),
    ...told({ kind: 'targetsLost', words: 'Lost the targets' }, lost, lost[0]?.reason ?? ''),
    ...told(
      { kind: 'targetsStray', words: 'No instance stands behind' },
      strays,
      'owned by this fleet; removed when a second look agrees',
    ),
  ];
}

/** With the instance's names: the ledger forgets it now, and this line is what is left to explain it. */
export function toldRemoval(candidate: PruneCandidate, rows: LedgerRow[]): Told {
  const { machineId, vmId } = candidate;
  const instance = rows.find((row) => vmId !== undefined && row.vmId === vmId)?.name;
  return { ...toldOfTarget('targetPruned', 'Removed', candidate), data: { machineId, vmId, instance } };
}

export function toldDryRun(candidate: PruneCandidate): Told {
  return toldOfTarget('pruneDryRun', 'Would remove', candidate);
}

function toldOfTarget(kind: Told['kind'], verb: string, { machineId, name, reason }: PruneCandidate): Told {
  return { kind, subject: machineId, message: `${verb} ${name}`, reason, data: { machineId } };
}

/** Told once: the time at which it will go anyway is not in it. */
export function toldWaitToRemove({ machineId, name }: PruneCandidate): Told {
  return {
    ...{ kind: 'pruneWaits', subject: machineId, message: `Waits to remove ${name}` },
    reason: 'its machine is gone, but a task is working on its target and would fail',
    data: { machineId },
  };
}

/** An operator named targets by their ids; those that are not asked about stay. */
export function toldLettingGo(asked: { going: TargetRef[]; refused: string[]; dryRun: boolean }): Told[] {
  const { going, refused, dryRun } = asked;
  const reason = 'an operator let go of it by its id; only a role said that it was this fleet’s';
  const gone = going.map(({ id, name }) => {
    const candidate = { machineId: id, name, reason };
    return dryRun ? toldDryRun(candidate) : toldOfTarget('targetPruned', 'Removes', candidate);
  });
  const onlyThose =
    'only targets are let go of by their ids that status.problems asks about (targetsOfRoleOnly)';
  return [
    ...gone,
    ...told(
      { kind: 'letGoRefused', words: 'Does not let go of' },
      refused.map((name) => ({ name })),
      onlyThose,
    ),
  ];
}

/** Of a fleet that has no Octopus any more. */
export function toldLeft(targets: Named): Told[] {
  const reason = 'the fleet has no Octopus any more; with it they would be known by their mark';
  return told({ kind: 'targetsLeft', words: 'Leaves the targets' }, targets, reason);
}

export function toldCheck(whose: CheckQuestion['whose'], machines: number, taskId: string): Told {
  const data = { taskId };
  if (whose === 'new') {
    const message = `Checks the health of ${count(machines, 'new target')}`;
    return { kind: 'healthCheckStarted', message, reason: 'nothing is deployed to a machine unseen', data };
  }
  const message = `Checks the health of ${count(machines, 'target')}`;
  return { kind: 'recoveryCheckStarted', message, reason: 'they were not healthy when last seen', data };
}

/** What a health check found of those that it was about, and whose target was not theirs any more. */
export function toldHealth({ well, sick, lost }: Record<'well' | 'sick' | 'lost', LedgerRow[]>): Told[] {
  return [
    ...told({ kind: 'targetsHealthy', words: 'Healthy:' }, well, 'the health check of just these succeeded'),
    ...told({ kind: 'targetsUnhealthy', words: 'Not healthy:' }, sick, sick[0]?.reason ?? ''),
    ...told({ kind: 'targetsLost', words: 'Lost the targets of' }, lost, lost[0]?.reason ?? ''),
  ];
}
