import { createHmac } from 'node:crypto';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeCertificates } from '../../local/arm/https/certificates.ts';
import { createProbes } from '../../shared/probes/create-probes.ts';
import { always, tinyServer, type TinyServer } from '../azure-adapter/tiny-server.ts';

const probes = createProbes({ allowLoopback: true });
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

type Answer = Parameters<typeof tinyServer>[0];

async function serving(answer: Answer): Promise<TinyServer> {
  const server = await tinyServer(answer);
  ends.push(() => server.stop());
  return server;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const look = (url: string, timeoutSeconds = 5) => probes.look({ url, timeoutSeconds });
const question = {
  timeoutSeconds: 5,
  id: 'r1.2.0.7.1',
  at: '2026-01-01T00:00:00.000Z',
  body: '{"kind":"verify"}',
};
const SECRET = 'a secret of the owner’s';

describe('looking', () => {
  test.each([200, 204, 404, 500, 503])('hears %i', async (status) => {
    const { url } = await serving(always(status, ''));
    expect(await look(`${url}/health?deep=1`)).toEqual({ of: 'answer', status, body: '' });
  });

  test('asks for exactly that, with nothing of ours', async () => {
    const heads: unknown[] = [];
    const server = await serving((request, response) => {
      heads.push(request.headers);
      response.end();
    });
    await look(`${server.url}/a%20b?c=d#e`);
    expect(server.requests).toEqual(['GET /a%20b?c=d']);
    expect(heads).toEqual([
      { host: server.url.slice('http://'.length), 'user-agent': 'fleet-conductor', connection: 'close' },
    ]);
  });

  test('follows no redirect', async () => {
    const elsewhere = await serving(always(200, ''));
    const { url } = await serving(always(302, '', { location: elsewhere.url }));
    expect(await look(url)).toMatchObject({ of: 'answer', status: 302 });
    expect(elsewhere.requests).toEqual([]);
  });

  test('is not held up by an answer without end', async () => {
    const { url } = await serving((_request, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(await look(url)).toEqual({ of: 'answer', status: 200, body: '' });
  });

  test('gives up on an answer that does not come, or only begins', async () => {
    const nothing = await serving(() => undefined);
    const late = { of: 'silence', why: 'did not answer within 1 seconds' };
    expect(await look(nothing.url, 1)).toEqual(late);
    const stalled = await serving((_request, response) => response.writeHead(200).write('{"verdict":'));
    expect(await probes.ask({ ...question, url: stalled.url, timeoutSeconds: 1 })).toEqual(late);
  });

  test('hears who refuses, breaks off or does not speak HTTP', async () => {
    const gone = await tinyServer(always(200, ''));
    await gone.stop();
    expect(await look(gone.url)).toEqual({ of: 'silence', why: 'refused the connection' });
    const broken = await serving((request) => request.socket.resetAndDestroy());
    expect(await look(broken.url)).toEqual({ of: 'silence', why: 'broke the connection off' });
    const port = await listening(createTcpServer((socket) => socket.end('hello\r\n')));
    expect(await look(`http://127.0.0.1:${port}`)).toMatchObject({
      of: 'silence',
      why: expect.stringMatching(/no answer in HTTP/),
    });
  });

  test('says what could not be asked', async () => {
    expect(await look('http://there-is-no-such-name.invalid/')).toMatchObject({
      of: 'unasked',
      why: expect.stringMatching(/its name/),
    });
    for (const url of ['ftp://10.0.0.4/', 'http://', 'no address', 'http://u:p@10.0.0.4/'])
      expect(await look(url)).toMatchObject({ of: 'unasked' });
  });

  test('trusts no certificate of its own', async () => {
    const { key, cert } = makeCertificates(Date.now());
    const port = await listening(createHttpsServer({ key, cert }, (_request, response) => response.end()));
    expect(await look(`https://127.0.0.1:${port}/`)).toMatchObject({
      of: 'unasked',
      why: expect.stringMatching(/certificate/),
    });
  });
});

describe('addresses that are no machine’s', () => {
  test.each([
    'http://169.254.169.254/metadata/instance',
    'http://169.254.130.3:8081/msi/token',
    'http://168.63.129.16/machine',
    'http://2852039166/metadata',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://0.0.0.0:7071/',
    'http://[::]/',
  ])('%s is not asked', async (url) => {
    expect(await look(url)).toMatchObject({ of: 'unasked', why: expect.stringMatching(/may not be asked/) });
  });

  test('nor this machine itself, by address or by name, unless everything runs on it', async () => {
    const server = await serving(always(200, ''));
    const { port } = new URL(server.url);
    for (const host of ['127.0.0.1', '127.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])
      expect(await createProbes().look({ url: `http://${host}:${port}/`, timeoutSeconds: 5 })).toMatchObject({
        of: 'unasked',
        why: expect.stringContaining('may not be asked'),
      });
    expect(server.requests).toEqual([]);
  });
});

describe('a way of one’s own', () => {
  test('leads the request there as it is', async () => {
    const hosts: unknown[] = [];
    const server = await serving((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    });
    const { port } = new URL(server.url);
    const asked: unknown[] = [];
    const reach = (host: string, at: number) => {
      asked.push([host, at]);
      return { host: '127.0.0.1', port: Number(port) };
    };
    const there = createProbes({ reach });
    expect(await there.look({ url: 'http://10.1.0.4:8080/health', timeoutSeconds: 5 })).toMatchObject({
      of: 'answer',
    });
    expect([asked, hosts]).toEqual([[['10.1.0.4', 8080]], ['10.1.0.4:8080']]);
  });
});

describe('asking', () => {
  test('sends the body, signed so that the usual libraries can check it', async () => {
    const heard: { head: Record<string, unknown>; body: string }[] = [];
    const { url } = await serving((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        heard.push({ head: request.headers, body });
        response.end('{"verdict":"success"}');
      });
    });
    const reply = await probes.ask({ ...question, url, signWith: SECRET });
    expect(reply).toEqual({ of: 'answer', status: 200, body: '{"verdict":"success"}' });
    const signed = createHmac('sha256', SECRET)
      .update('r1.2.0.7.1.1767225600.{"kind":"verify"}')
      .digest('base64');
    expect(heard).toEqual([
      {
        body: '{"kind":"verify"}',
        head: expect.objectContaining({
          'content-type': 'application/json',
          'webhook-id': 'r1.2.0.7.1',
          'webhook-timestamp': '1767225600',
          'webhook-signature': `v1,${signed}`,
        }),
      },
    ]);
  });

  /** The example in the documentation of Svix, who began Standard Webhooks. */
  test('signs as the specification’s own example', async () => {
    let signature: unknown;
    const { url } = await serving((request, response) => {
      signature = request.headers['webhook-signature'];
      response.writeHead(204).end();
    });
    await probes.ask({
      ...{ url, timeoutSeconds: 5, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: '2021-02-25T15:02:10.000Z' },
      ...{ body: '{"test": 2432232314}', signWith: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    });
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('reads a bounded beginning of the answer, and does not pass the question on', async () => {
    const elsewhere = await serving(always(204, ''));
    const moved = await serving(always(307, '', { location: elsewhere.url }));
    expect(await probes.ask({ ...question, url: moved.url, signWith: SECRET })).toMatchObject({
      status: 307,
    });
    expect(elsewhere.requests).toEqual([]);
    const { url } = await serving(always(200, 'x'.repeat(1_000_000)));
    expect(await probes.ask({ ...question, url })).toMatchObject({ body: 'x'.repeat(16 * 1024) });
  });

  test('without a secret it is not signed', async () => {
    let head: object = {};
    const { url } = await serving((request, response) => {
      head = request.headers;
      response.end();
    });
    await probes.ask({ ...question, url });
    expect(head).not.toHaveProperty('webhook-signature');
  });
});
