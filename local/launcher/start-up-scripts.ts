import type { Clock } from '../clock/clock.ts';
import { thumbprintOf } from './machines-on.ts';
import { scaleSetId } from './seed-outside.ts';
import type { Outside } from './start-world.ts';

/** Machines of the scale set `web` that run the usual bootstrap script; to be stopped. */
export interface StartUpScripts {
  /** Of those that over-provisioning made and took away again: how many registered themselves, were deployed to, or are left. */
  extras(): Extras;
  stop(): void;
}

export interface Extras {
  registered: number;
  deployedTo: number;
  left: number;
}

/** From its creation until its start-up script has run, simulated: Azure still says `Creating` then, as the script is a part of that. */
const BOOTS_FOR_MS = 30_000;
/** Real time; at twenty times the pace one second of the story. */
const LOOK_EVERY_MS = 50;

/**
 * Lets every machine register itself as a polling Tentacle as soon as its system is up, as start-up scripts do: also those that
 * over-provisioning makes, before Azure drops them. `roles` has the mark by which the fleet knows its own.
 */
export function startUpScripts(
  { arm, octopus }: Outside,
  { clock, roles }: { clock: Clock; roles: string[] },
): StartUpScripts {
  const registered = new Set<string>();
  const extras = new Set<string>();
  const look = () => {
    for (const truth of arm.sim.instances(scaleSetId('web'))) {
      const { vmId, computerName, surplus, listed, createdAt } = truth;
      const running = listed && clock.now() >= createdAt + BOOTS_FOR_MS;
      if (surplus) extras.add(vmId);
      const host = `poll://${vmId}/`;
      const thumbprint = thumbprintOf(vmId);
      if (!running && registered.has(vmId)) octopus.sim.setTentacle({ host, thumbprint, from: null });
      if (!running || registered.has(vmId)) continue;
      registered.add(vmId);
      octopus.sim.setTentacle({ host, thumbprint });
      octopus.sim.registerLater({
        machine: {
          ...{ Name: computerName, Roles: roles, EnvironmentIds: [environmentOf(octopus)] },
          Endpoint: { CommunicationStyle: 'TentacleActive', Uri: host, Thumbprint: thumbprint },
        },
      });
    }
  };
  look();
  const watch = setInterval(look, LOOK_EVERY_MS);
  return {
    extras: () =>
      extrasAmong(
        octopus,
        [...extras].filter((vmId) => registered.has(vmId)),
      ),
    stop: () => clearInterval(watch),
  };
}

function environmentOf({ sim }: Outside['octopus']): string {
  return sim.list('environments')[0]?.Id ?? '';
}

/** By Octopus's own books. */
function extrasAmong({ sim }: Outside['octopus'], vmIds: string[]): Extras {
  const prints = new Set(vmIds.map((vmId) => thumbprintOf(vmId)));
  const isExtra = (thumbprint: unknown) => prints.has(String(thumbprint));
  const ids = new Set(
    sim
      .history()
      .flatMap(({ what, facts }) =>
        what === 'Created' && isExtra(facts['thumbprint']) ? [String(facts['machineId'])] : [],
      ),
  );
  const asked = sim.list('deployments').flatMap(({ SpecificMachineIds }) => SpecificMachineIds);
  return {
    registered: ids.size,
    deployedTo: new Set(asked.filter((id) => ids.has(id))).size,
    left: sim.list('machines').filter(({ Thumbprint }) => isExtra(Thumbprint)).length,
  };
}
