import type { HostRequest, ReadRequest } from './exchange.ts';

/** Becomes 413. */
export class BodyTooLong extends Error {
  constructor() {
    super('The body is too long.');
    this.name = 'BodyTooLong';
  }
}

/**
 * The request with its whole body, for who is let in. @throws BodyTooLong when it has more than `limit` bytes, without
 * having kept them; rejects when the client goes away.
 */
export async function withBody(request: HostRequest, limit = request.maxBody): Promise<ReadRequest> {
  refuseTooLong(request, limit);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLong();
    chunks.push(chunk);
  }
  return { ...request, body: Buffer.concat(chunks) };
}

/** The client has gone before it had sent all: there is nobody to answer, and nothing to log. */
export function wentAway({ incoming }: Pick<HostRequest, 'incoming'>): boolean {
  return incoming.destroyed && !incoming.complete;
}

/** Refuses what says itself that it is too long. @throws BodyTooLong */
export function refuseTooLong(request: HostRequest, limit = request.maxBody): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new BodyTooLong();
}

/** Sent in chunks: how long it is nobody knows before. */
export function isChunked(request: HostRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined;
}
