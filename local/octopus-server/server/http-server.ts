import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { errorOfStatus, OctopusError, payloadTooLarge, validationFailed } from '../errors.ts';
import type { FaultEffect } from '../side-door-model.ts';
import type { Clock } from '../world.ts';
import type { Application, WireRequest } from './application.ts';
import type { Answer } from './request.ts';

const MAX_BODY = 1_048_576;
/** A snapshot of a whole server comes back through the side door. */
const MAX_SNAPSHOT = 256 * MAX_BODY;

export interface HttpServer {
  server: Server;
  /** The answers that are being worked on: from the arrival of a request until it is answered or given up. */
  busy: ReadonlySet<ServerResponse>;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** Serves the application over HTTP. */
export function makeHttpServer(
  application: Application,
  { clock, log }: { clock: Clock; log: (line: string) => void },
): HttpServer {
  const busy = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    busy.add(response);
    response.once('close', () => busy.delete(response));
    respond({ request, response }, application, { clock, log, busy }).catch((error: unknown) => {
      log(`octopus: ${String(error)}`);
      request.destroy();
    });
  });
  return { server, busy };
}

interface Surroundings {
  clock: Clock;
  log: (line: string) => void;
  /** A request that waits for the clock is taken out, or virtual time could not pass. */
  busy: Set<ServerResponse>;
}

async function respond(
  exchange: Exchange,
  application: Application,
  surroundings: Surroundings,
): Promise<void> {
  const wire = await readRequest(exchange.request).catch((error: unknown) => {
    if (!(error instanceof OctopusError)) throw error;
    return error;
  });
  if (wire instanceof OctopusError) return send(exchange, wire);
  const { answer, effect } = application.handle(wire);
  const given = await suffer(exchange, effect, surroundings);
  if (given === 'dropped') return;
  surroundings.log(`octopus: ${wire.method} ${wire.path} ${given?.status ?? answer.status}`);
  send(exchange, given ?? answer);
}

/** Lets the fault have its effect: undefined lets the answer pass. */
async function suffer(
  exchange: Exchange,
  effect: FaultEffect | undefined,
  surroundings: Surroundings,
): Promise<OctopusError | 'dropped' | undefined> {
  switch (effect?.type) {
    case 'status':
      return errorOfStatus(effect.status, effect.message, effect.retryAfter);
    case 'slow':
      await wait(exchange, effect, surroundings);
      return undefined;
    case 'hang':
      surroundings.busy.delete(exchange.response);
      return 'dropped';
    case 'reset':
    case 'answer-lost':
    case 'late':
      exchange.request.socket.resetAndDestroy();
      return 'dropped';
    default:
      return undefined;
  }
}

async function wait(
  { response }: Exchange,
  { milliseconds, wall }: { milliseconds: number; wall?: boolean },
  { clock, busy }: Surroundings,
): Promise<void> {
  busy.delete(response);
  await new Promise<void>((resolve) => {
    if (wall) setTimeout(resolve, milliseconds);
    else clock.at(clock.now() + milliseconds, resolve);
  });
  if (!response.destroyed) busy.add(response);
}

function send({ request, response }: Exchange, answer: Answer): void {
  const text = answer.text ?? JSON.stringify(answer.body ?? {});
  const type = answer.text === undefined ? 'application/json' : 'text/plain';
  response.writeHead(answer.status, {
    ...answer.headers,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
    // What is left of a body that was not read would be taken for the next request.
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(text);
}

async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const url = new URL(request.url ?? '/', 'http://local');
  const method = request.method ?? 'GET';
  return {
    method,
    path: url.pathname,
    parameters: url.searchParams,
    host: request.headers.host ?? '127.0.0.1',
    credentials: {
      apiKeyHeader: request.headers['x-octopus-apikey']?.toString(),
      authorization: request.headers.authorization,
      apiKeyQuery: url.searchParams.get('apikey') ?? undefined,
    },
    body: parse(await readBody(request, url.pathname === '/_sim/restore' ? MAX_SNAPSHOT : MAX_BODY)),
  };
}

async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw payloadTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw validationFailed(`The request body is not valid JSON: ${String(error)}`);
  }
}
