import type { LedgerRelease, LedgerRow } from '../../../../shared/contracts/ledger.ts';
import type { SeenTarget } from '../../../../shared/domain/targets/seen-target.ts';
import type { SeenDeployment, WantedRelease } from '../../../../shared/domain/deployments/seen-deployment.ts';
import type { SeenInstance, Sighting } from '../../../../shared/domain/take-look.ts';

/** The first look of every story. */
export const START = '2026-03-02T10:00:00.000Z';

/** The mark of the fleet whose story is told. */
export const MARK = 'fleet-conductor.test.shop';
export const OWNERSHIP = { mark: MARK, formerRoles: ['fleet-shop'], othersRoles: ['fleet-other'] };

/** The scale set that is looked at unless a story says otherwise. */
export const MEMBER =
  '/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachinescalesets/web';

/** ISO time so many seconds after the start. */
export function after(seconds: number): string {
  return new Date(Date.parse(START) + seconds * 1000).toISOString();
}

/** A vmId that starts with eight times the given hex digit, so that the names made of it are easy to read. */
export function vmIdOf(digit: string): string {
  const four = digit.repeat(4);
  return `${four}${four}-${four}-4${digit.repeat(3)}-8${digit.repeat(3)}-${four}${four}${four}`;
}

/** An instance of a Uniform scale set as Azure lists it; `digit` makes its vmId and its names. */
export function instance(digit: string, more: Partial<SeenInstance> = {}): SeenInstance {
  return {
    vmId: vmIdOf(digit),
    resourceId: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/${digit}`,
    instanceId: digit,
    name: `web_${digit}`,
    computerName: `web00000${digit}`,
    provisioningState: 'Succeeded',
    ...more,
  };
}

/** A complete look at a scale set that is at rest; the capacity is what is listed. */
export function sighting(instances: SeenInstance[], more: Partial<Sighting> = {}): Sighting {
  return {
    member: MEMBER,
    at: START,
    capacity: instances.length,
    scaleSetState: 'Succeeded',
    instances,
    secondLookSeconds: 10,
    ...more,
  };
}

/** A ready instance in the ledger, without a target. */
export function row(digit: string, more: Partial<LedgerRow> = {}): LedgerRow {
  return {
    ...instance(digit),
    member: MEMBER,
    state: 'ready',
    firstSeen: START,
    readySince: START,
    health: 'unknown',
    releases: {},
    reason: 'Azure says Succeeded',
    ...more,
  };
}

/** A ready instance with a healthy target `Machines-<digit>`. */
export function registeredRow(digit: string, more: Partial<LedgerRow> = {}): LedgerRow {
  return row(digit, {
    target: {
      machineId: `Machines-${digit}`,
      name: targetNameOf(digit),
      origin: 'registered',
      thumbprint: `THUMB-${digit}`,
      since: START,
    },
    health: 'healthy',
    ...more,
  });
}

/** The name under which the instance of that digit is registered. */
export function targetNameOf(digit: string): string {
  return `web00000${digit}-${digit.repeat(8)}`;
}

/** The target of the instance of that digit, owned by the fleet and healthy. */
export function target(digit: string, more: Partial<SeenTarget> = {}): SeenTarget {
  return {
    machineId: `Machines-${digit}`,
    name: targetNameOf(digit),
    roles: ['web', MARK],
    thumbprint: `THUMB-${digit}`,
    healthStatus: 'Healthy',
    ...more,
  };
}

export const WANTED: WantedRelease = { projectId: 'Projects-1', releaseId: 'Releases-7', version: '1.2.7' };

/** What an instance has of the wanted release. */
export function ownRelease(state: LedgerRelease['state'], more: Partial<LedgerRelease> = {}): LedgerRelease {
  const { releaseId, version } = WANTED;
  return { releaseId, version, state, deploymentId: 'Deployments-1', attempts: 1, at: START, ...more };
}

/** A finished full deployment of the wanted release that reached nobody we know. */
export function deployment(id: string, more: Partial<SeenDeployment> = {}): SeenDeployment {
  return {
    deploymentId: id,
    releaseId: WANTED.releaseId,
    specificMachineIds: [],
    deployedToMachineIds: [],
    created: START,
    state: 'Success',
    ...more,
  };
}
