import { request } from 'node:http';

import { afterEach, expect, test } from '@jest/globals';

import { givenArm, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

/** What a page in a browser can send to another origin without being asked, or by a name bound to this machine. */
function send(path: string, headers: Record<string, string>, method = 'POST'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const message = request(`${given.arm.url}${path}`, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    message.once('error', reject);
    message.end(method === 'GET' ? undefined : '{"resourceGroup":"rg","name":"web","capacity":1}');
  });
}

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=json',
  'text/json-like',
  '',
])('a page cannot drive the side door with a body of type %p', async (type) => {
  given = await givenArm();
  expect(await send('/_sim/scale-sets', type === '' ? {} : { 'content-type': type })).toBe(415);
  expect(given.arm.sim.instances()).toEqual([]);
});

test('a name that was rebound to this machine is refused, for reads too', async () => {
  given = await givenArm();
  const json = { 'content-type': 'application/json' };
  for (const host of ['evil.example', 'evil.example:7072', '127.0.0.1.evil.example', '10.0.0.1']) {
    expect([host, await send('/_sim/scale-sets', { ...json, host })]).toEqual([host, 403]);
    expect([host, await send('/_sim/state', { host }, 'GET')]).toEqual([host, 403]);
  }
  expect(given.arm.sim.instances()).toEqual([]);
});

test('a program on this machine is let in by any of its own names', async () => {
  given = await givenArm();
  const type = { 'content-type': 'application/json; charset=utf-8' };
  for (const host of ['127.0.0.1:7072', 'localhost', '[::1]:80'])
    expect([host, await send('/_sim/scale-sets', { ...type, host })]).toEqual([host, 200]);
  expect(given.arm.sim.instances()).toHaveLength(1);
});
