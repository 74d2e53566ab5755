import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fleet, type Ran } from './support.ts';

const KEY = 'sesame-4711';
const TOKEN = 'ey.secret.token';

let home: string;
let server: Server;
let url: string;
let asked: IncomingHttpHeaders[];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'fleet-config-'));
  asked = [];
  server = createServer(({ headers }, response) => {
    asked.push(headers);
    const isIn = headers['x-functions-key'] === KEY || headers.authorization === `Bearer ${TOKEN}`;
    response.writeHead(isIn ? 200 : 401).end(isIn ? '{"items":[]}' : '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(home, { recursive: true });
});

async function run(
  args: string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
) {
  const ran = await fleet(args, { env: { XDG_CONFIG_HOME: home, ...env }, input });
  expectNoSecret(ran);
  return ran;
}

function expectNoSecret({ out, err }: Ran): void {
  for (const secret of [KEY, TOKEN]) expect(out + err).not.toContain(secret);
}

const config = () => readFileSync(join(home, 'fleet', 'config.yaml'), 'utf8');

describe('contexts', () => {
  test('are made, chosen, listed and forgotten', async () => {
    expect(await run(['config', 'get-contexts'])).toMatchObject({ exit: 0 });
    await run(['config', 'set-context', 'home', '--server', url]);
    await run(['config', 'set-context', 'prod', '--server', 'https://fleet.example']);
    expect((await run(['config', 'get-contexts', '-o', 'name'])).out).toBe('home\nprod\n');
    expect((await run(['config', 'get-contexts'])).out).toMatch(/^\*\s+home/m);
    await run(['config', 'use-context', 'prod']);
    expect((await run(['config', 'get-contexts'])).out).toMatch(/^\*\s+prod/m);
    await run(['config', 'delete-context', 'prod']);
    expect((await run(['config', 'get-contexts', '-o', 'name'])).out).toBe('home\n');
  });

  test.each([
    [['config', 'use-context', 'nowhere'], /There is no context nowhere/],
    [['config', 'set-context', 'x'], /Give --server/],
    [['config', 'set-context', 'x', '--server', 'ftp://x'], /is no address/],
    [['--context', 'constructor', 'list'], /There is no context constructor/],
  ])('%j says what is wrong', async (args, says) => {
    const { exit, err } = await run(args);
    expect(exit).toBe(2);
    expect(err).toMatch(says);
    expect(err).toMatch(/^→ /m);
  });

  test('that are not in their form are said to be so', async () => {
    await run(['config', 'set-context', 'home', '--server', url]);
    writeFileSync(join(home, 'fleet', 'config.yaml'), 'contexts: [ 1, }');
    expect(await run(['list'])).toMatchObject({ exit: 2, out: '' });
  });

  test('give way to the environment, which gives way to flags', async () => {
    const keyFile = join(home, 'key');
    writeFileSync(keyFile, `${KEY}\n`);
    await run(['config', 'set-context', 'home', '--server', url, '--key-file', keyFile]);
    expect((await run(['list'])).exit).toBe(0);
    expect((await run(['list'], { env: { FLEET_KEY: 'other' } })).exit).toBe(4);
    const tokenFile = join(home, 'token');
    writeFileSync(tokenFile, TOKEN);
    const flagged = await run(['list', '--token-file', tokenFile], { env: { FLEET_KEY: 'other' } });
    expect(flagged.exit).toBe(0);
    expect((await run(['list', '--server', 'http://127.0.0.1:9'])).err).toContain('http://127.0.0.1:9');
  });

  test('do not show what opens their server to another', async () => {
    const keyFile = join(home, 'key');
    writeFileSync(keyFile, KEY);
    await run(['config', 'set-context', 'prod', '--server', 'https://fleet.example', '--key-file', keyFile]);
    await run(['list', '--server', url]);
    expect(JSON.stringify(asked)).not.toContain(KEY);
  });
});

describe('signing in', () => {
  test('keeps a key that opens, for its owner only, and not among the contexts', async () => {
    const { exit } = await run(['login', 'home', '--server', url], { input: `${KEY}\n` });
    expect(exit).toBe(0);
    const keyFile = join(home, 'fleet', 'keys', 'home');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(config()).not.toContain(KEY);
    expect((await run(['list'])).exit).toBe(0);
    await run(['config', 'delete-context', 'home']);
    expect(existsSync(keyFile)).toBe(false);
  });

  test('keeps nothing that does not open', async () => {
    expect((await run(['login', 'home', '--server', url], { input: 'wrong' })).exit).toBe(4);
    expect((await run(['login', 'home', '--server', url])).exit).toBe(2);
    expect(existsSync(join(home, 'fleet'))).toBe(false);
  });

  test('asks the Azure CLI for a token, and not again while that lasts', async () => {
    const bin = mkdtempSync(join(home, 'bin-'));
    const soon = Math.floor(Date.now() / 1000) + 3600;
    const answer = JSON.stringify({ accessToken: TOKEN, expires_on: soon });
    writeFileSync(join(bin, 'az'), `#!/bin/sh\necho "$@" >> ${home}/az.log\necho '${answer}'\n`);
    chmodSync(join(bin, 'az'), 0o755);
    const env = { PATH: `${bin}${delimiter}${process.env['PATH']}` };
    const scope = 'api://11111111/.default';
    expect((await run(['login', 'prod', '--server', url, '--azure', scope], { env })).exit).toBe(0);
    expect((await run(['list'], { env })).exit).toBe(0);
    const calls = readFileSync(join(home, 'az.log'), 'utf8');
    expect(calls).toBe(`account get-access-token --scope ${scope} --output json\n`);
    const kept = join(home, 'fleet', 'tokens', `${encodeURIComponent(scope)}.json`);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
  });

  test('says what is missing without the Azure CLI', async () => {
    const { exit, err } = await run(['login', '--server', url, '--azure', 'api://x/.default'], {
      env: { PATH: home },
    });
    expect(exit).toBe(4);
    expect(err).toContain('The Azure CLI is not installed.');
  });
});

test('a key that no header takes is not told to anybody', async () => {
  const { exit, err } = await run(['list'], { env: { FLEET_SERVER: url, FLEET_KEY: `${KEY}\nsecond` } });
  expect(exit).toBe(4);
  expect(err).toContain('FLEET_KEY holds no key');
});

test.each([
  {
    ...{ what: 'a page to sign in on', status: 302, body: '', exit: 4 },
    says: /Nobody is signed in\.\n→ Sign in: fleet login/,
  },
  {
    ...{ what: 'something else', status: 200, body: '<html>', exit: 1 },
    says: /does not answer as the API does\.\n→ /,
  },
])('$what in place of an answer is told as what it is', async ({ status, body, exit, says }) => {
  server.removeAllListeners('request');
  server.on('request', (_request, response: ServerResponse) =>
    response.writeHead(status, { location: '/.auth/login/aad' }).end(body),
  );
  const ran = await run(['list', '--server', url]);
  expect(ran).toMatchObject({ exit, out: '' });
  expect(ran.err).toMatch(says);
});
