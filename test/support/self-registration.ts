import { timesReimaged } from '../../local/arm/rules/instance-state.ts';
import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import type { Vm } from './witness.ts';
import type { World } from './world.ts';

/** A machine registers itself by its start-up script, as a polling Tentacle, a few seconds after it is there. */
export function registersItself(
  { outside, clock }: World,
  { vmId, record }: { vmId: string; record: Pick<Vm['record'], 'provisionedAt' | 'applied'> },
  { roles: Roles, name }: { roles: string[]; name: string },
): void {
  const times = timesReimaged(record, clock.now());
  const [thumbprint, host] = [thumbprintOf(vmId, times), `poll://${vmId}/`];
  outside.octopus.sim.setTentacle({ host, thumbprint });
  const Endpoint = { CommunicationStyle: 'TentacleActive', Uri: host, Thumbprint: thumbprint };
  const EnvironmentIds = [outside.octopus.sim.list('environments')[0]?.Id];
  outside.octopus.sim.registerLater({
    at: (record.provisionedAt ?? 0) + 5000,
    machine: { Name: name, EnvironmentIds, Roles, Endpoint },
  });
}
