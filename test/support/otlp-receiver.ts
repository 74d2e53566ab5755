import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An attribute as OTLP writes it in JSON. */
interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
}

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links?: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
}

export interface ReceivedLine {
  message: string;
  traceId?: string;
  attributes: Record<string, unknown>;
}

/** The attributes of every point of a metric. */
export type ReceivedMetrics = Record<string, Record<string, unknown>[]>;

interface Payload {
  resourceSpans?: { scopeSpans: { spans: (ReceivedSpan & { attributes: KeyValue[] })[] }[] }[];
  resourceLogs?: {
    scopeLogs: {
      logRecords: { body: { stringValue: string }; traceId?: string; attributes: KeyValue[] }[];
    }[];
  }[];
  resourceMetrics?: {
    scopeMetrics: {
      metrics: ({ name: string } & Record<
        'sum' | 'gauge' | 'histogram',
        { dataPoints: { attributes: KeyValue[] }[] }
      >)[];
    }[];
  }[];
}

/** What takes OTLP/HTTP in JSON, and keeps all of it. */
export class OtlpReceiver {
  readonly bodies: string[] = [];
  readonly #server = createServer((request, response) => {
    void textOf(request).then((body) => {
      this.bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get spans(): ReceivedSpan[] {
    return this.#payloads.flatMap(({ resourceSpans = [] }) =>
      resourceSpans
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map((span) => ({ ...span, attributes: asRecord(span.attributes) })),
    );
  }

  get lines(): ReceivedLine[] {
    return this.#payloads.flatMap(({ resourceLogs = [] }) =>
      resourceLogs
        .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
        .map(({ body, attributes, ...rest }) => ({
          ...rest,
          ...{ message: body.stringValue, attributes: asRecord(attributes) },
        })),
    );
  }

  get metrics(): ReceivedMetrics {
    const found: ReceivedMetrics = {};
    for (const { resourceMetrics = [] } of this.#payloads)
      for (const { name, sum, gauge, histogram } of resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics),
      )) {
        const { dataPoints } = sum ?? gauge ?? histogram;
        (found[name] ??= []).push(...dataPoints.map(({ attributes }) => asRecord(attributes)));
      }
    return found;
  }

  get #payloads(): Payload[] {
    return this.bodies.map((body) => JSON.parse(body) as Payload);
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function asRecord(pairs: KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}
