import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askedToStop, tellReady, tellResult } from '../program.ts';

/** The least that taking a hint can cost: the body is read and answered 202, nothing is kept. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(202).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
tellReady({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
await askedToStop();
tellResult(null);
