import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { startFailure } from '../../local/launcher/start-failure.ts';

test('a port that is taken is named, with the flags that choose another', async () => {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  const second = createServer();
  const failure = new Promise((resolve) => second.once('error', resolve));
  second.listen(port, '127.0.0.1');
  const told = startFailure(await failure);
  first.close();
  expect(told).toMatch(new RegExp(`^Port ${port} is in use.*--port, --arm-port, --octopus-port`));
});

test('other errors speak for themselves', () => {
  expect(startFailure(new Error('the disk is full'))).toBe('the disk is full');
});

test('the demo says without a stack that it does not know a flag', () => {
  const demo = join(__dirname, '../../local/demo.ts');
  const { status, stderr } = spawnSync(process.execPath, [demo, '--foo'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Unknown option '--foo'/m);
  expect(stderr).not.toMatch(/^ {4}at /m);
});
