import { afterEach, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Chance } from '../../local/arm/chance.ts';
import { transact } from '../../local/arm/http/transact.ts';
import { DEFAULT_SETTINGS } from '../../local/arm/settings.ts';
import { memoryJournal } from '../../local/arm/store/journal.ts';
import { Store } from '../../local/arm/store/store.ts';
import type { World } from '../../local/arm/world.ts';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
const lines: string[] = [];
let folder: string;
afterEach(async () => {
  await given.arm.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async () => {
  lines.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'arm-'));
  given = await givenArm({ statePath: join(folder, 'state.db'), log: (line) => lines.push(line) });
};
const WEB = `${scaleSetPath('web')}?${VERSION}`;
const BALANCER = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb?api-version=2024-05-01`;
const body = (location: string, more: object = {}) => ({
  location,
  sku: { name: 'S', capacity: 0 },
  ...more,
});
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test.each([
  ['a location in Japanese', WEB, body('日本')],
  ['a location over two lines', WEB, body('west\r\neurope')],
  ['a location with half a character', WEB, body('west\ud800')],
  ['a body 20,000 deep', WEB, `{"location":"westeurope","tags":${deep(20_000)}}`],
  ['a list 20,000 deep', WEB, `{"location":"westeurope","tags":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['a number that no double holds', WEB, '{"location":"westeurope","sku":{"capacity":1e999}}'],
  ['a balancer in Japanese', BALANCER, { location: '日本' }],
  ['a balancer over two lines', BALANCER, { location: 'a\nb' }],
])('%s is refused, leaves nothing, and the service goes on', async (...[, path, sent]) => {
  await start();
  const before = JSON.stringify(given.arm.sim.snapshot());
  const refused = await given.ask('PUT', path, { body: sent });
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.status).toBeLessThan(500);
  expect(JSON.stringify(given.arm.sim.snapshot())).toBe(before);
  expect((await given.ask('GET', path)).status).toBe(404);
  expect((await given.ask('DELETE', path)).status).toBe(204);
  const list = path.replace(/\/[^/]+\?/, '?');
  expect((await given.ask('GET', list)).status).toBe(200);
  expect(lines).toEqual([]);
});

test.each(['%ff', '%ED%A0%80', '%', '%2', '%u0041'])('a path with %s is a bad request', async (name) => {
  await start();
  for (const kind of ['images', 'galleries', 'virtualMachineScaleSets']) {
    const path = `${GROUP}/providers/Microsoft.Compute/${kind}/${name}?${VERSION}`;
    const refused = await given.ask('GET', path);
    expect(refused.status).toBe(400);
    expect(refused.at('error', 'message')).toBe('The request URL is not valid.');
  }
  expect(lines).toEqual([]);
});

test('names that mean something to the language are names like others', async () => {
  await start();
  const settings = '{"__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":"text"}';
  const sent = `{"location":"westeurope","tags":{"__proto__":"kept","a":"1","a":"2"},"sku":{"name":"Standard_B1s","capacity":0},
    "properties":{"upgradePolicy":{"mode":"Manual"},"virtualMachineProfile":{"extensionProfile":{"extensions":[{"name":"e","properties":
    {"publisher":"p","type":"t","typeHandlerVersion":"1.0","settings":${settings}}}]}}}}`;
  expect((await given.ask('PUT', WEB, { body: sent })).status).toBe(201);
  const patched = await given.ask('PATCH', WEB, { body: '{"tags":{"__proto__":"kept","a":"2"}}' });
  expect(patched.status).toBe(200);
  const got = await given.ask('GET', WEB);
  expect(JSON.stringify(got.at('tags'))).toBe('{"__proto__":"kept","a":"2"}');
  const path = ['properties', 'virtualMachineProfile', 'extensionProfile', 'extensions', 0] as const;
  expect(JSON.stringify(got.at(...path, 'properties', 'settings'))).toBe(settings);
  expect(({} as { polluted?: true }).polluted).toBeUndefined();
});

test.each(['[', 'a b', 'x:99999999'])('a Host of %s is a bad request', async (host) => {
  await start();
  const port = Number(new URL(given.arm.url).port);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET /metadata/endpoints?api-version=2022-09-01 HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    );
    socket.once('data', (data) => resolve(data.toString()));
    socket.once('data', () => socket.destroy());
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

const incoming = {
  method: 'PUT',
  url: WEB,
  base: 'http://sim',
  headers: { authorization: 'Bearer x' },
  id: 'id',
};
const tools = { limiter: undefined, count: () => undefined };
const worldOn = (store: Store): World => ({
  clock: new VirtualClock(),
  chance: new Chance(1),
  store,
  settings: { ...DEFAULT_SETTINGS, requireExistence: false },
  log: (line) => lines.push(line),
});
const text = JSON.stringify(body('westeurope', { properties: { upgradePolicy: { mode: 'Manual' } } }));

test('what cannot be made durable is answered 500, told in the log with its cause, and has not happened', async () => {
  await start();
  const full = {
    ...memoryJournal,
    write: () => {
      throw new Error('the disk is full');
    },
  };
  const world = worldOn(new Store(full));
  const outgoing = transact(world, { ...incoming, text }, tools);
  expect(outgoing).toMatchObject({ written: { status: 500 } });
  expect(world.store.snapshot()).toEqual([]);
  expect(lines).toEqual([expect.stringMatching(/^defect: PUT .*\n?.*the disk is full/)]);
});

test('an answer that cannot be written leaves nothing behind', async () => {
  await start();
  const store = new Store(memoryJournal);
  // The set is stored with a time that its answer cannot be written with.
  const world = { ...worldOn(store), clock: { now: () => Number.MAX_VALUE, at: () => () => undefined } };
  expect(transact(world, { ...incoming, text }, tools)).toMatchObject({ written: { status: 500 } });
  expect(store.snapshot()).toEqual([]);
  expect(lines).toEqual([expect.stringContaining('Invalid time value')]);
});
