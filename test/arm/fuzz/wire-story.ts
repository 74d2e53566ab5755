import type { SimControl } from '../../../local/arm/sim/sim-control.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from '../given-arm.ts';
import { Random } from './random.ts';
import { sent, wireRequest } from './wire.ts';

const LENGTH = 100;
const WEB = scaleSetPath('web');
/** What must go on reading, whatever was sent before. */
const READS = [
  `${WEB}?${VERSION}`,
  `${WEB}/virtualMachines?${VERSION}&$expand=instanceView`,
  `${WEB}/instanceView?${VERSION}`,
  `${GROUP}/resources?api-version=2021-04-01`,
  `${GROUP}/providers/Microsoft.Network/loadBalancers?api-version=2024-05-01`,
];

/** Sends so many odd requests through real sockets, a new service every hundred; what broke. */
export async function runWire(seed: number, requests: number): Promise<string[]> {
  const failures: string[] = [];
  for (let done = 0; done < requests; done += LENGTH) failures.push(...(await wireStory(seed + done)));
  return [
    ...new Map(failures.map((failure) => [failure.slice(0, 120).replace(/\d+/g, ''), failure])).values(),
  ];
}

async function wireStory(seed: number): Promise<string[]> {
  const failures: string[] = [];
  const fail = (what: string) => failures.push(`${what}\n  seed ${seed}: ${last.slice(0, 1_500)}`);
  let last = '';
  const random = new Random(seed);
  const given = await givenArm({ log: (line) => void (/^defect|request failed/.test(line) && fail(line)) });
  populate(given.arm.sim);
  const port = Number(new URL(given.arm.url).port);
  for (let number = 0; number < LENGTH; number++) {
    last = wireRequest(random);
    const answer = await sent(port, last);
    if (/^HTTP\/1\.1 5(?!01)/.test(answer)) fail(answer.slice(0, 300));
    if (number % 10 === 0) await given.clock.advance(random.pick([0, 1_000, 60_000]));
  }
  await requireReading(given, fail);
  await given.arm.stop();
  return failures;
}

function populate(sim: SimControl): void {
  sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2 });
}

/** All can be read, and written down and restored. */
async function requireReading(given: GivenArm, fail: (what: string) => void): Promise<void> {
  given.arm.sim.clearFaults();
  for (const path of READS) {
    const { status } = await given.ask('GET', path);
    if (status >= 500) fail(`GET ${path} is ${status} afterwards`);
  }
  given.arm.sim.instances();
  given.arm.sim.restore(given.arm.sim.snapshot());
}
