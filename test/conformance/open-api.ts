import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { isObject, objectAt, valueAt, type JsonObject } from '../../local/arm/json.ts';
import { Router } from '../../local/arm/http/router.ts';
import { problemsWith, type Resolve } from './schema-problems.ts';
import { hasReference, REFERENCE } from './shared-folder.ts';

/** One answer as a client received it. */
export interface Exchange {
  method: string;
  url: string;
  status: number;
  body: unknown;
}

interface Described {
  file: string;
  responses: JsonObject;
}

/** Answers against the specification of the nearest version held, and against what the SDKs accept. */
export class OpenApi {
  readonly #documents = new Map<string, JsonObject>();
  readonly #operations = new Router<Described>();
  readonly #accepted = new Router<string[]>();

  constructor() {
    if (!hasReference) return;
    for (const file of specFiles(join(REFERENCE, 'specs/azure-rest-api-specs/specification')))
      this.#index(file);
    this.#indexSdk();
  }

  /** What is wrong with an answer; empty when nothing is, or when nothing is known about the operation. */
  check(exchange: Exchange): string[] {
    const { pathname } = new URL(exchange.url, 'http://simulator');
    const where = `${exchange.method} ${pathname} ${exchange.status}`;
    if (exchange.status >= 400) return errorProblems(exchange.body).map((problem) => `${where}: ${problem}`);
    const accepted = this.#accepted.find(exchange.method, pathname)?.target;
    const wrongStatus =
      accepted && !accepted.includes(String(exchange.status))
        ? [`the SDK accepts only ${accepted.join(', ')}`]
        : [];
    return [...wrongStatus, ...this.#schemaProblems(exchange, pathname)].map(
      (problem) => `${where}: ${problem}`,
    );
  }

  /** Whether the operation is described, so that a test knows its answers were really checked. */
  knows(method: string, url: string): boolean {
    return this.#operations.find(method, new URL(url, 'http://simulator').pathname) !== undefined;
  }

  #schemaProblems({ method, url, status, body }: Exchange, pathname: string): string[] {
    const described = this.#operations.find(method, pathname)?.target;
    if (!described) return [];
    const response = described.responses[String(status)];
    if (response === undefined) return [`the specification has no answer ${status}`];
    const schema = valueAt(response, 'schema');
    if (schema === undefined) return body === undefined ? [] : ['the specification has no body here'];
    const problems = problemsWith({ schema, file: described.file }, body, { at: '', resolve: this.#resolve });
    // A selection leaves out what the specification requires, as recorded.
    return /(?:\$|%24)select/.test(url)
      ? problems.filter((problem) => !/location is missing$/.test(problem))
      : problems;
  }

  readonly #resolve: Resolve = (reference, file) => {
    const [path = '', pointer = ''] = reference.split('#');
    const target = path === '' ? file : resolve(dirname(file), path);
    return { schema: valueAt(this.#document(target), ...pointer.split('/').slice(1)), file: target };
  };

  #document(file: string): JsonObject {
    const known = this.#documents.get(file);
    if (known) return known;
    const document = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
    this.#documents.set(file, document);
    return document;
  }

  #index(file: string): void {
    for (const [path, operations] of Object.entries(objectAt(this.#document(file), 'paths')))
      for (const [method, operation] of Object.entries(isObject(operations) ? operations : {}))
        this.#operations.add(method.toUpperCase(), path, {
          file,
          responses: objectAt(operation, 'responses'),
        });
  }

  #indexSdk(): void {
    const file = join(REFERENCE, 'specs/sdk-operations.json');
    for (const sdk of Object.values(this.#document(file)))
      for (const operation of valueAt(sdk, 'operations') as Array<{
        method: string;
        path: string;
        expectedStatuses: string[];
      }>)
        this.#accepted.add(operation.method, operation.path, operation.expectedStatuses);
  }
}

function specFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !name.includes('/examples/'))
    .map((name) => join(folder, name));
}

function errorProblems(body: unknown): string[] {
  const error = valueAt(body, 'error');
  if (!isObject(error)) return ["an error must have ARM's shape"];
  return ['code', 'message']
    .filter((name) => typeof error[name] !== 'string')
    .map((name) => `error.${name} is missing`);
}
