import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler, HostRequest, HostResponse } from './exchange.ts';
import { BodyTooLong, wentAway } from './read-body.ts';

export interface ListenerOptions {
  port: number;
  /** Bytes a request body may have. */
  maxBody: number;
  handle: Handler;
  onError: (error: unknown) => void;
}

/** An HTTP server on the loopback interface that counts what it has not answered yet. */
export class HttpListener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  #inFlight = 0;
  #port = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get port(): number {
    return this.#port;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Lets running requests finish and closes; what has not finished after `graceMs` is cut. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cut);
  }

  /** Cuts every connection, as the end of the process would. */
  cut(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight++;
    try {
      const answer = await this.#answer(request);
      send(request, response, answer);
    } catch (error) {
      this.#options.onError(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    } finally {
      this.#inFlight--;
    }
  }

  async #answer(request: IncomingMessage): Promise<HostResponse> {
    const url = addressOf(request, this.port);
    if (!url) return { status: 400 };
    const { maxBody, handle } = this.#options;
    const { method = 'GET', headers } = request;
    try {
      return await handle({ method, url, headers, incoming: request, maxBody } satisfies HostRequest);
    } catch (error) {
      if (wentAway({ incoming: request })) return { status: 400 };
      if (!(error instanceof BodyTooLong)) throw error;
      // The rest is not read, so the connection cannot go on.
      return { status: 413, headers: { connection: 'close' } };
    }
  }
}

/** In absolute form it says the host itself; who is named there before the host (`user:password@`) is nobody we know. */
function addressOf(request: IncomingMessage, port: number): URL | undefined {
  const path = request.url ?? '/';
  const host = request.headers.host ?? `127.0.0.1:${port}`;
  const url = URL.parse(path.startsWith('/') ? `http://${host}${path}` : path);
  if (!url || url.host === '' || host.includes('@')) return undefined;
  url.username = '';
  url.password = '';
  return url;
}

function send(request: IncomingMessage, response: ServerResponse, answer: HostResponse): void {
  const body = answer.body === undefined ? Buffer.alloc(0) : Buffer.from(answer.body);
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
