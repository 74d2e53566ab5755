import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { cutOff, tooLarge } from '../errors.ts';

/** ARM takes bodies of up to four megabytes. */
const BODY_LIMIT = 4 * 1_024 * 1_024;

export interface Tls {
  key: string;
  cert: string;
}

/** Listens on the loopback interface only. */
export async function listen(listener: RequestListener, port: number, tls?: Tls): Promise<Server> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The body as received, at most as much as ARM would take. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Read on to the end: a client that is cut off while it writes never sees the answer.
      if (size <= BODY_LIMIT) chunks.push(chunk);
    }
  } catch {
    throw cutOff();
  }
  if (size > BODY_LIMIT) throw tooLarge(BODY_LIMIT);
  return Buffer.concat(chunks).toString('utf8');
}
