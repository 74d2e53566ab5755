import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
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
