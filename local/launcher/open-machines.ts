import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Arm } from '../arm/start-arm.ts';
import { isPrivateAddress } from '../../shared/probes/local-machines.ts';
import type { Clock } from '../clock/clock.ts';

/** Where the machines of the simulated Azure are really reached. */
export interface Machines {
  /** Such as `http://127.0.0.1:54321`: asked with a machine's address as `Host`, it answers as that machine. */
  url: string;
  /** For a private address: where on this machine it is answered. Others are reached as they say. */
  reach: (host: string, port: number) => { host: string; port: number } | undefined;
  stop(): Promise<void>;
}

type Machine = ReturnType<Arm['sim']['instances']>[number];

const HOST = '127.0.0.1';
const APPLICATION_PORT = 8080;
/** Where nobody listens on any machine: its service has been out of use for decades. */
const CLOSED_PORT = 1;

/**
 * One HTTP server that stands for the application on every machine of the simulated Azure, at port 8080 of its private
 * address: it answers by the image that the machine runs and how that is. A machine that is not there, or is off, never
 * answers, as in a real network.
 */
export async function openMachines(sim: Arm['sim'], clock: Clock, port = 0): Promise<Machines> {
  const machineAt = machinesOf(sim, clock);
  const server = createServer((request, response) => answer(machineAt, request, response));
  // A program that ends is not held up by machines that never answer.
  server.unref();
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${own}`,
    reach: (host, asked) => {
      if (!isPrivateAddress(host)) return undefined;
      const machine = machineAt(host);
      return { host: HOST, port: machine && isClosed(machine, asked) ? CLOSED_PORT : own };
    },
    stop: () => stop(server),
  };
}

/** Nobody listens there, on a machine that is on. */
function isClosed({ running, application }: Machine, port: number): boolean {
  return running && (port !== APPLICATION_PORT || application.state === 'refusing');
}

/** The whole truth is asked for only when it may have changed: a thousand machines are probed at once. */
function machinesOf(sim: Arm['sim'], clock: Clock): (address: string) => Machine | undefined {
  let known = { at: Number.NaN, version: Number.NaN, byAddress: new Map<string, Machine>() };
  return (address) => {
    const at = clock.now();
    const version = sim.version();
    if (known.at !== at || known.version !== version) {
      const listed = sim.instances().filter((machine) => machine.listed);
      known = { at, version, byAddress: new Map(listed.map((machine) => [machine.privateIp, machine])) };
    }
    return known.byAddress.get(address);
  };
}

function answer(
  machineAt: (address: string) => Machine | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [address = '', port = '80'] = (request.headers.host ?? '').split(':');
  const machine = machineAt(address);
  // From another process it is not known before the request what is closed.
  if (machine && isClosed(machine, Number(port))) return void request.socket.destroy();
  if (!machine?.running || machine.application.state === 'silent') return;
  const { state, image, version } = machine.application;
  const [status, said] = state === 'well' ? [200, 'ok'] : [500, 'ill'];
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: said, version, image, machine: machine.name }));
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
