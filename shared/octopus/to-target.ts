import type { Target } from '../ports/target-registry.ts';
import type { Machine } from './octopus-schemas.ts';

type Addressed = Pick<Machine, 'Uri' | 'Thumbprint' | 'Endpoint'>;

/** Older servers tell both at the machine only, newer ones at its endpoint as well. Empty: there is none. */
export function uriOf(machine: Addressed): string {
  return machine.Endpoint?.Uri || machine.Uri;
}

/** What the machine proves itself by: a Tentacle by its certificate, an SSH server by its host key. */
export function thumbprintOf(machine: Addressed): string {
  return machine.Endpoint?.Thumbprint || machine.Endpoint?.Fingerprint || machine.Thumbprint;
}

export function toTarget(machine: Machine): Target {
  const uri = uriOf(machine);
  const thumbprint = thumbprintOf(machine);
  return {
    machineId: machine.Id,
    name: machine.Name,
    roles: machine.Roles,
    environmentIds: machine.EnvironmentIds,
    ...(uri === '' ? {} : { uri }),
    ...(thumbprint === '' ? {} : { thumbprint }),
    healthStatus: machine.HealthStatus || 'Unknown',
    isDisabled: machine.IsDisabled,
    ...(machine.IsInProcess ? { isInProcess: true } : {}),
  };
}
