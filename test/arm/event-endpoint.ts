import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One delivery as an endpoint received it. */
export interface Received {
  type: string;
  events: Array<Record<string, unknown>>;
}

export interface Endpoint {
  url: string;
  received: Received[];
  /** Statuses of the next answers to notifications; 200 when there is none left. */
  answers: number[];
  close(): Promise<void>;
}

/** A webhook that passes the handshake and remembers what it gets. */
export async function eventEndpoint(): Promise<Endpoint> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'OPTIONS')
        return response.writeHead(200, { 'webhook-allowed-origin': '*' }).end();
      const parsed = JSON.parse(text) as Record<string, unknown> | Array<Record<string, unknown>>;
      const events = Array.isArray(parsed) ? parsed : [parsed];
      const type = String(request.headers['aeg-event-type']);
      received.push({ type, events });
      if (type === 'SubscriptionValidation') {
        const { validationCode } = events[0]?.data as { validationCode: string };
        return response.writeHead(200).end(JSON.stringify({ validationResponse: validationCode }));
      }
      return response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/events`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
