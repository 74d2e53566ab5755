import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, type FaultEffect, strike } from './faults.ts';
import { DEFAULT_SETTINGS, EMPTY, type Outcome, Refused, type Settings, type State } from './model.ts';
import { receive, type Received } from './receive.ts';
import { makeControl, type ReceiverControl } from './sim.ts';

export interface WebhookReceiverOptions extends Partial<Settings> {
  /** 7075 when absent, 0 = any free one. It listens on 127.0.0.1 only. */
  port?: number;
  /** What requests are signed with: `whsec_` and base64. */
  secret: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  log?: (line: string) => void;
}

export interface WebhookReceiver {
  /** Without a slash at the end; the endpoints are beneath it. */
  url: string;
  /** Whether a request is in flight. */
  isBusy(): boolean;
  stop(): Promise<void>;
  /** How often each endpoint was called since the start. */
  calls(): Record<string, number>;
  sim: ReceiverControl;
}

/** Starts the example receiver, with everything in memory. Rejects when the port is taken. */
export async function startWebhookReceiver(options: WebhookReceiverOptions): Promise<WebhookReceiver> {
  const receiver = new Receiver(options);
  const server = createServer((request, response) => receiver.answer(request, response));
  server.listen(options.port ?? 7075, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isBusy: () => receiver.busy.size > 0,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    calls: () => ({ ...receiver.calls }),
    sim: receiver.control,
  };
}

const MOST_BYTES = 1024 * 1024;

class Receiver {
  readonly busy = new Set<ServerResponse>();
  readonly calls: Record<string, number> = {};
  readonly control: ReceiverControl;
  readonly #options: WebhookReceiverOptions;
  #state: State = EMPTY;
  #faults: readonly Fault[] = [];

  constructor(options: WebhookReceiverOptions) {
    this.#options = options;
    this.control = makeControl({
      state: () => this.#state,
      become: (change) => void (this.#state = change(this.#world()).state),
      faults: (change) => void (this.#faults = change(this.#faults)),
    });
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    this.busy.add(response);
    response.once('close', () => this.busy.delete(response));
    this.#answered(request, response).catch(() => request.destroy());
  }

  async #answered(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = new URL(request.url ?? '/', 'http://local').pathname.slice(1);
    const effect = this.#struck(endpoint);
    const body = await boundedBody(request);
    const received = { method: request.method ?? '', endpoint, head: request.headers };
    const answered = body === undefined ? TOO_LARGE : this.#outcome({ ...received, body }, effect);
    this.#options.log?.(`receiver: ${endpoint} ${answered.status}`);
    const { type } = effect ?? {};
    if (type === 'reset' || type === 'answer-lost') request.socket.destroy();
    else if (type === 'hang') this.busy.delete(response);
    else send(response, answered);
  }

  #struck(endpoint: string): FaultEffect | undefined {
    this.calls[endpoint] = (this.calls[endpoint] ?? 0) + 1;
    const { effect, left } = strike(this.#faults, endpoint);
    this.#faults = left;
    return effect;
  }

  #outcome(received: Received, effect: FaultEffect | undefined): Answered {
    if (effect?.type === 'reset') return { status: 0, answer: {} };
    if (effect?.type === 'status') return refusal(effect);
    try {
      if (effect?.type === 'twice') this.#receive(received);
      return { status: 200, answer: this.#receive(received).answer };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { status: error.status, answer: { error: error.message } };
    }
  }

  #receive(received: Received): Outcome {
    const outcome = receive(this.#world(), this.#options.secret, received);
    this.#state = outcome.state;
    return outcome;
  }

  #world() {
    const settings = { ...DEFAULT_SETTINGS, ...this.#options };
    return { state: this.#state, now: this.#options.now(), settings };
  }
}

interface Answered {
  status: number;
  answer: Record<string, unknown>;
  headers?: Record<string, string>;
}

const TOO_LARGE: Answered = { status: 413, answer: { error: `More than ${MOST_BYTES} bytes are not read.` } };

function send(response: ServerResponse, { status, answer, headers = {} }: Answered): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

function refusal({ status, error, retryAfter }: Extract<FaultEffect, { type: 'status' }>): Answered {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return { status, answer: { error: error ?? `It answers ${status} for a while.` }, headers };
}

async function boundedBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
