import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import type { HostRequest } from './exchange.ts';
import { BodyTooLong, isChunked } from './read-body.ts';

/** A request as the real host forwards it: with the invocation it belongs to, and the address it was sent to. */
export class StreamedRequest {
  readonly message: IncomingMessage;
  readonly #incoming: IncomingMessage;
  #isTooLong = false;

  constructor(request: HostRequest, invocationId: string) {
    const { url, incoming } = request;
    this.#incoming = incoming;
    const headers = {
      ...request.headers,
      'x-ms-invocation-id': invocationId,
      'x-forwarded-host': url.host,
      'x-forwarded-proto': url.protocol.slice(0, -1),
    };
    const parts = { headers, method: incoming.method, url: `${url.pathname}${url.search}` };
    // A body of a stated length ends by itself; of one in chunks the bytes are counted.
    const body = isChunked(request) ? this.#counted(request) : incoming;
    this.message = Object.assign(body, parts) as IncomingMessage;
  }

  /** What the function has not read is let run out: the connection is to serve the next request. */
  release(): void {
    this.#incoming.unpipe();
    this.#incoming.resume();
  }

  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  #counted({ incoming, maxBody }: HostRequest): Transform {
    let length = 0;
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        length += chunk.length;
        this.#isTooLong = length > maxBody;
        if (this.#isTooLong) next(new BodyTooLong());
        else next(null, chunk);
      },
    });
    // Who reads hears of it; when nobody reads it is nobody's concern, least of all the process's.
    counted.on('error', () => undefined);
    incoming.once('error', (error) => counted.destroy(error));
    return incoming.pipe(counted);
  }
}
