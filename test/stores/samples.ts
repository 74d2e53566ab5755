import { Fleet } from '../../shared/contracts/fleet.ts';
import type { Hint, QuarantinedEvent } from '../../shared/contracts/hint.ts';
import type { LedgerRow, OrphanRow } from '../../shared/contracts/ledger.ts';
import type { NewTimelineEntry } from '../../shared/contracts/timeline.ts';
import type { PlannedDeployment, Reaction } from '../../shared/contracts/reaction.ts';

const START = Date.parse('2026-11-20T08:00:00.000Z');

/** ISO time so many milliseconds after the start of all samples. */
export const timeAt = (ms: number) => new Date(START + ms).toISOString();

export function scaleSetId(name: string): string {
  return `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-demo/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
}

export function sampleFleet(scaleSet: string, more: object = {}): Fleet {
  return Fleet.parse({
    ...more,
    scaleSet: scaleSetId(scaleSet),
    octopus: { environment: 'Production', roles: ['web'], projects: [{ project: 'Shop' }] },
  });
}

export function sampleHint(id: string, ms: number, more: Partial<Hint> = {}): Hint {
  return { id, source: 'eventGrid', what: 'scale set written', receivedAt: timeAt(ms), ...more };
}

export function sampleRow(vmId: string, more: Partial<LedgerRow> = {}): LedgerRow {
  return {
    vmId,
    resourceId: `${scaleSetId('web')}/virtualMachines/0`,
    instanceId: '0',
    name: 'web_0',
    computerName: 'web000000',
    state: 'ready',
    provisioningState: 'Succeeded',
    firstSeen: timeAt(0),
    health: 'unknown',
    releases: {},
    reason: 'Seen ready.',
    ...more,
  };
}

export function sampleOrphan(machineId: string): OrphanRow {
  return { machineId, name: machineId, missingSince: timeAt(0), confirmed: false };
}

export function sampleEntry(key: string, ms: number, more: Partial<NewTimelineEntry> = {}): NewTimelineEntry {
  const said = { message: key, reason: 'New instance.' };
  return { key, at: timeAt(ms), reactionId: 'r1', kind: 'targetsRegistered', ...said, ...more };
}

export function sampleReaction(id: string, ms: number, more: Partial<Reaction> = {}): Reaction {
  return {
    id,
    fleet: 'shop',
    startedAt: timeAt(ms),
    reason: 'One hint.',
    hints: { count: 1, distinct: 1, sources: { timer: 1 }, examples: [], approvedRemovals: 0, through: 'x' },
    instances: { capacity: 3, listed: 3, ready: 3, failed: 0 },
    hasServersToDeployTo: false,
    deploymentTargetIds: [],
    deploymentTargetNames: [],
    registered: [],
    adopted: [],
    pruned: [],
    unhealthy: [],
    deployments: [],
    problems: [],
    ...more,
  };
}

export function sampleDeployment(
  id: string,
  state: PlannedDeployment['state'] = 'planned',
): PlannedDeployment {
  return {
    id,
    reactionId: 'r1',
    projectId: 'Projects-1',
    projectName: 'Shop',
    releaseId: 'Releases-1',
    version: '1.0.0',
    machineIds: ['Machines-1'],
    vmIds: ['vm-1'],
    marker: `marker-${id}`,
    state,
    plannedAt: timeAt(0),
    reason: 'New instance.',
  };
}

export function sampleEvent(id: string, ms: number): QuarantinedEvent {
  const door = { door: 'scaleEvents', verdict: 'ignored', code: 'unknownScaleSet' } as const;
  return { id, receivedAt: timeAt(ms), ...door, reason: 'No fleet has it.', excerpt: '{}' };
}
