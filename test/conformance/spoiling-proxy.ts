import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Passing } from './mutations.ts';

/** Stands before a simulator and changes its answers; links in them lead back through it. */
export async function spoilingProxy(
  target: string,
  spoil: (answer: Passing) => Passing,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void pass({ request, response, target, spoil }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(call: {
  request: IncomingMessage;
  response: ServerResponse;
  target: string;
  spoil: (answer: Passing) => Passing;
}): Promise<void> {
  const { request, response, target, spoil } = call;
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const here = `http://${request.headers.host}`;
  const answer = await fetch(`${target}${request.url}`, {
    method: request.method ?? 'GET',
    headers: passedOn(request),
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  const text = (await answer.text()).replaceAll(target, here);
  const headers = Object.fromEntries(
    [...answer.headers].map(([name, value]) => [name, value.replaceAll(target, here)]),
  );
  const passing: Passing = {
    method: request.method ?? 'GET',
    path: (request.url ?? '').split('?', 1)[0] ?? '',
    status: answer.status,
    headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
  const spoiled = spoil(passing);
  const { 'content-length': _, connection: __, 'keep-alive': ___, ...kept } = spoiled.headers;
  response.writeHead(spoiled.status, kept);
  response.end(spoiled.body === undefined || spoiled.status === 204 ? '' : JSON.stringify(spoiled.body));
}

function passedOn(request: IncomingMessage): Record<string, string> {
  const { authorization, 'content-type': type, 'if-match': match } = request.headers;
  return {
    ...(authorization !== undefined && { authorization }),
    ...(type !== undefined && { 'content-type': type }),
    ...(match !== undefined && { 'if-match': match }),
  };
}
