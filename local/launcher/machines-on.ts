import { createHash } from 'node:crypto';
import type { Arm } from '../arm/start-arm.ts';
import type { Clock } from '../clock/clock.ts';

type TentacleAt = (host: string, port: number) => { thumbprint: string; healthy: boolean } | undefined;

/** Of a Tentacle, and of SSH. */
const PORTS = [10933, 22];

/**
 * Lets every running machine of the simulated Azure answer as a listening Tentacle, and by SSH, at its private address.
 * The whole truth is asked for at most once an instant: discovery of a thousand machines asks a thousand times.
 */
export function machinesOn(sim: Arm['sim'], clock: Clock): TentacleAt {
  let known = { at: Number.NaN, byAddress: new Map<string, string>() };
  return (host, port) => {
    const at = clock.now();
    if (known.at !== at) known = { at, byAddress: runningMachines(sim) };
    const thumbprint = known.byAddress.get(host);
    if (thumbprint === undefined || !PORTS.includes(port)) return undefined;
    return { thumbprint, healthy: true };
  };
}

function runningMachines(sim: Arm['sim']): Map<string, string> {
  const running = sim.instances().filter((machine) => machine.running);
  return new Map(
    running.flatMap(({ privateIp, computerName, vmId, timesReimaged }) => [
      [privateIp, thumbprintOf(vmId, timesReimaged)],
      [computerName, thumbprintOf(vmId, timesReimaged)],
    ]),
  );
}

/** A certificate of its own for each machine, the same until it is reimaged. */
export function thumbprintOf(vmId: string, timesReimaged = 0): string {
  const machine = timesReimaged === 0 ? vmId : `${vmId}#${timesReimaged}`;
  return createHash('sha1').update(machine).digest('hex').toUpperCase();
}
