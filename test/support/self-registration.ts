import { timesReimaged } from '../../local/arm/rules/instance-state.ts';
import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import type { Vm } from './witness.ts';
import type { World } from './world.ts';

/** A machine registers itself by its start-up script, as a polling Tentacle, a few seconds after it is there. */
export function registersItself(
  { outside, clock }: World,
  { vmId, record }: { vmId: string; record: Pick<Vm['record'], 'provisionedAt' | 'applied'> },
  { name, ...as }: { name: string } & ({ roles: string[] } | { workerPools: string[] }),
): void {
  const times = timesReimaged(record, clock.now());
  const [thumbprint, host] = [thumbprintOf(vmId, times), `poll://${vmId}/`];
  outside.octopus.sim.setTentacle({ host, thumbprint });
  const Endpoint = { CommunicationStyle: 'TentacleActive', Uri: host, Thumbprint: thumbprint };
  const { sim } = outside.octopus;
  const asWhat =
    'roles' in as
      ? { EnvironmentIds: [sim.list('environments')[0]?.Id], Roles: as.roles }
      : {
          WorkerPoolIds: as.workerPools.map(
            (pool) => sim.list('workerpools').find(({ Name }) => Name === pool)?.Id,
          ),
        };
  outside.octopus.sim.registerLater({
    at: (record.provisionedAt ?? 0) + 5000,
    machine: { Name: name, ...asWhat, Endpoint },
  });
}
