import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import { type Machines, openMachines } from '../../local/launcher/open-machines.ts';
import type { Probes, Reply } from '../../shared/ports/probes.ts';
import { createProbes } from '../../shared/probes/create-probes.ts';
import { reachOver } from '../../shared/probes/local-machines.ts';
import { givenArm, GROUP, scaleSetPath, type GivenArm } from '../arm/given-arm.ts';

const WEB = scaleSetPath('web');
const IMAGE = `${GROUP}/providers/Microsoft.Compute/galleries/demo/images/web/versions`;
const MINUTE = 60_000;

let given: GivenArm;
let machines: Machines;
let probes: Probes;
beforeEach(async () => {
  given = await givenArm();
  seedDemo(given.arm.sim);
  machines = await openMachines(given.arm.sim, given.clock);
  probes = createProbes({ allowLoopback: true, reach: machines.reach });
});
afterEach(async () => {
  await machines.stop();
  await given.arm.stop();
});

const web = () => given.arm.sim.instances(WEB).filter(({ listed }) => listed);
const look = (address: string, port = 8080, path = '/health') =>
  probes.look({ url: `http://${address}:${port}${path}`, timeoutSeconds: 1 });
const lookAtAll = () => Promise.all(web().map(({ privateIp }) => look(privateIp)));
const WELL: Reply = { of: 'answer', status: 200, body: '' };
const ILL: Reply = { of: 'answer', status: 500, body: '' };
const SILENT: Reply = { of: 'silence', why: 'did not answer within 1 seconds' };
const REFUSED: Reply = { of: 'silence', why: 'refused the connection' };

describe('the machines of the simulated Azure', () => {
  test('answer at their private addresses, each with the image it runs', async () => {
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL]);
    for (const { privateIp, name } of web()) {
      const answer = await fetchAs(`${privateIp}:8080`);
      expect(answer).toEqual({
        status: 200,
        body: { status: 'ok', version: '1.0.0', image: `${IMAGE}/1.0.0`, machine: name },
      });
    }
  });

  test('are found by an app in another process, which knows only where all of them answer', async () => {
    probes = createProbes({ allowLoopback: true, reach: reachOver(machines.url) });
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL]);
    const [machine] = web();
    expect(await look(machine?.privateIp ?? '', 9090)).toMatchObject({ of: 'silence' });
    given.arm.sim.setApplication(`${IMAGE}/1.0.0`, 'refusing');
    for (const seen of await lookAtAll()) expect(seen).toMatchObject({ of: 'silence' });
  });

  test('listen at no other port', async () => {
    const [machine] = web();
    expect(await look(machine?.privateIp ?? '', 9090)).toEqual(REFUSED);
  });

  test('do not answer when they are off, or not there', async () => {
    const [first, second] = web();
    if (!first || !second) throw new Error('there are three');
    given.arm.sim.setPower({ scaleSet: WEB, instance: first.id }, 'deallocated');
    given.arm.sim.removeInstance({ scaleSet: WEB, instance: second.id });
    const addresses = [first.privateIp, second.privateIp, '10.77.77.77'];
    const seen = await Promise.all(addresses.map((address) => look(address)));
    expect(seen).toEqual([SILENT, SILENT, SILENT]);
  });

  test('do not answer before they run', async () => {
    given.arm.sim.setCapacity(WEB, 4);
    const newcomers = web().filter(({ provisioningState }) => provisioningState === 'Creating');
    const seen = await Promise.all(newcomers.map(({ privateIp }) => look(privateIp)));
    expect(seen).toEqual(newcomers.map(() => SILENT));
    expect(seen.length).toBeGreaterThan(0);
    await given.clock.advance(10 * MINUTE);
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL, WELL]);
  });
});

describe('an image that is bad', () => {
  test.each<[state: 'error' | 'silent' | 'refusing', expected: Reply]>([
    ['error', ILL],
    ['silent', SILENT],
    ['refusing', REFUSED],
  ])('%s: at once, on every machine made from it', async (state, expected) => {
    given.arm.sim.setApplication(`${IMAGE}/1.0.0`, state);
    expect(await lookAtAll()).toEqual([expected, expected, expected]);
    given.arm.sim.setApplication(`${IMAGE}/1.0.0`.toUpperCase(), 'well');
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL]);
  });

  test('leaves machines of another image alone', async () => {
    given.arm.sim.setApplication(`${IMAGE}/1.1.0`, 'error');
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL]);
  });

  test('after a time: each machine, so long after its own start', async () => {
    given.arm.sim.setApplication(`${IMAGE}/1.0.0`, 'error', 3600);
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL]);
    await given.clock.advance(50 * MINUTE);
    given.arm.sim.setCapacity(WEB, 4);
    await given.clock.advance(15 * MINUTE);
    const seen = await lookAtAll();
    expect(seen.filter(({ of }) => of === 'answer')).toHaveLength(4);
    expect(seen.slice(0, 3)).toEqual([ILL, ILL, ILL]);
    expect(seen[3]).toEqual(WELL);
  });

  test('is what a machine is brought to, once it has the new disk', async () => {
    given.arm.sim.setApplication(`${IMAGE}/1.1.0`, 'error');
    const storageProfile = { imageReference: { id: `${IMAGE}/1.1.0` } };
    const body = { properties: { virtualMachineProfile: { storageProfile } } };
    expect((await given.ask('PATCH', `${WEB}?api-version=2024-07-01`, { body })).status).toBeLessThan(300);
    await given.clock.advance(MINUTE);
    expect(await lookAtAll()).toEqual([WELL, WELL, WELL]);
    const [first] = web();
    const upgrade = { body: { instanceIds: [first?.id] } };
    await given.ask('POST', `${WEB}/manualupgrade?api-version=2024-07-01`, upgrade);
    await given.clock.advance(10 * MINUTE);
    expect(await lookAtAll()).toEqual([ILL, WELL, WELL]);
    expect(web().map(({ application }) => application.version)).toEqual(['1.1.0', '1.0.0', '1.0.0']);
  });

  test('is made so through the side door, and is so after a restart', async () => {
    const body = { image: `${IMAGE}/1.0.0`, state: 'error', afterSeconds: 0 };
    const json = { 'content-type': 'application/json' };
    expect((await given.ask('POST', '/_sim/applications', { body, headers: json })).status).toBe(204);
    expect(await lookAtAll()).toEqual([ILL, ILL, ILL]);
    const snapshot = given.arm.sim.snapshot();
    given.arm.sim.setApplication(`${IMAGE}/1.0.0`, 'well');
    given.arm.sim.restore(snapshot);
    expect(await lookAtAll()).toEqual([ILL, ILL, ILL]);
    for (const wrong of [{ state: 'error' }, { image: 'x' }, { image: 'x', state: 'odd' }])
      expect((await given.ask('POST', '/_sim/applications', { body: wrong, headers: json })).status).toBe(
        400,
      );
  });
});

test('the load balancer finds what a probe finds', async () => {
  const rule = `${GROUP}/providers/Microsoft.Network/loadBalancers/web-lb/loadBalancingRules/http`;
  const up = async () => {
    const begun = await given.ask('POST', `${rule}/health?api-version=2024-05-01`);
    await given.clock.advance(MINUTE);
    return (await given.ask('GET', begun.headers.get('location') ?? '')).at('up');
  };
  expect(await up()).toBe(3);
  given.arm.sim.setApplication(`${IMAGE}/1.0.0`, 'error');
  expect(await up()).toBe(0);
});

test('addresses that are no machine’s are reached as they say', () => {
  for (const host of ['127.0.0.1', 'shop.example', '20.1.2.3', '172.15.0.1', '172.32.0.1'])
    expect(machines.reach(host, 8080)).toBeUndefined();
  for (const host of ['10.0.0.1', '172.16.0.1', '172.31.0.1', '192.168.1.1'])
    expect(machines.reach(host, 8080)).toMatchObject({ host: '127.0.0.1' });
});

/** By hand, as anybody on this machine can. */
function fetchAs(host: string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${machines.url}/health`, { headers: { host } }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asked.on('error', reject).end();
  });
}
