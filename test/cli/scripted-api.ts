import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answers = Record<string, unknown>;

/** An API that says what a test wants it to say, each time with the tag of that. */
export class ScriptedApi {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  /** By path without its query. */
  answers: Answers = {};
  /** What is answered with 503 in place of anything else. */
  isAway = false;
  readonly asked: { path: string; isConditional: boolean; status: number }[] = [];

  static async start(answers: Answers): Promise<ScriptedApi> {
    const api = new ScriptedApi();
    api.answers = answers;
    await once(api.#server.listen(0, '127.0.0.1'), 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const path = url.replace(/\?.*/, '');
    const body = JSON.stringify(this.answers[path]);
    const etag = `"${createHash('sha256')
      .update(body ?? '')
      .digest('hex')}"`;
    const seen = headers['if-none-match'];
    const status = this.isAway ? 503 : body === undefined ? 404 : seen === etag ? 304 : 200;
    this.asked.push({ path, isConditional: seen !== undefined, status });
    response.writeHead(status, { etag });
    response.end(status === 200 ? body : undefined);
  }
}
