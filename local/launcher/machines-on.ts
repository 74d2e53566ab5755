import { createHash } from 'node:crypto';
import type { Arm } from '../arm/start-arm.ts';
import type { Clock } from '../clock/clock.ts';

type TentacleAt = (host: string, port: number) => { thumbprint: string; healthy: boolean } | undefined;

const TENTACLE_PORT = 10933;

/**
 * Lets every running machine of the simulated Azure answer as a listening Tentacle at its private address.
 * The whole truth is asked for at most once an instant: discovery of a thousand machines asks a thousand times.
 */
export function machinesOn(sim: Arm['sim'], clock: Clock): TentacleAt {
  let known = { at: Number.NaN, byAddress: new Map<string, string>() };
  return (host, port) => {
    const at = clock.now();
    if (known.at !== at) known = { at, byAddress: runningMachines(sim) };
    const vmId = known.byAddress.get(host);
    if (vmId === undefined || port !== TENTACLE_PORT) return undefined;
    return { thumbprint: thumbprintOf(vmId), healthy: true };
  };
}

function runningMachines(sim: Arm['sim']): Map<string, string> {
  const running = sim.instances().filter((machine) => machine.running);
  return new Map(
    running.flatMap(({ privateIp, computerName, vmId }) => [
      [privateIp, vmId],
      [computerName, vmId],
    ]),
  );
}

/** A certificate of its own for each machine, the same for as long as it lives. */
export function thumbprintOf(vmId: string): string {
  return createHash('sha1').update(vmId).digest('hex').toUpperCase();
}
