import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProgrammingModel } from './rpc-types.ts';

const LISTENING = 'tracing:net.server.listen:asyncStart';

/** What a function answers through the proxy. */
export interface ProxiedAnswer {
  statusCode: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/**
 * With `enableHttpStream` the package takes requests not from its invocations but from an HTTP server that it opens, to
 * which the host forwards them. Requests are given to that server within the process, so it need not listen: on Azure it
 * is hidden from the world, here it would be open to it.
 */
export class HttpProxy {
  readonly #server: EventEmitter;

  constructor(server: EventEmitter) {
    this.#server = server;
  }

  /** Hands a request over, as it comes; the answer is there when the invocation has ended. */
  forward(request: IncomingMessage): Answering {
    const answer = new Answering();
    this.#server.emit('request', request, answer);
    return answer;
  }
}

/** The part of a server's response that the package writes to. */
class Answering {
  statusCode = 200;
  readonly #headers: Record<string, string | string[]> = {};
  readonly #chunks: Buffer[] = [];
  #ended = false;

  setHeader(name: string, value: string | string[]): void {
    this.#headers[name] = value;
  }

  write(chunk: Uint8Array | string): boolean {
    this.#chunks.push(Buffer.from(chunk as Uint8Array));
    return true;
  }

  end(): void {
    this.#ended = true;
  }

  /** Nothing when the function answered nothing. */
  taken(): ProxiedAnswer | undefined {
    if (!this.#ended) return undefined;
    return { statusCode: this.statusCode, headers: this.#headers, body: Buffer.concat(this.#chunks) };
  }
}

const proxies = new WeakMap<ProgrammingModel, Promise<HttpProxy | undefined>>();

/** The package's proxy; nothing when the app has not asked for streaming. One for each process, as the package has it. */
export function proxyOf(model: ProgrammingModel): Promise<HttpProxy | undefined> {
  const known = proxies.get(model) ?? openProxy(model);
  proxies.set(model, known);
  return known;
}

async function openProxy(model: ProgrammingModel): Promise<HttpProxy | undefined> {
  const opened: Server[] = [];
  const note = (message: unknown) => void opened.push((message as { server: Server }).server);
  subscribe(LISTENING, note);
  try {
    const { HttpUri } = await model.getCapabilities({});
    if (HttpUri === undefined) return undefined;
    const port = Number(new URL(HttpUri).port);
    const server = opened.find((one) => (one.address() as AddressInfo | null)?.port === port);
    if (!server) throw new Error('The proxy of @azure/functions for streamed requests was not found.');
    server.close();
    return new HttpProxy(server);
  } finally {
    unsubscribe(LISTENING, note);
  }
}
