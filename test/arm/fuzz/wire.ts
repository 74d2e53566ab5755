import { connect } from 'node:net';

import { GROUP, scaleSetPath, SUBSCRIPTION } from '../given-arm.ts';
import { GIVEN } from './bodies.ts';
import { mutatedText } from './mutate.ts';
import type { Random } from './random.ts';

const WEB = scaleSetPath('web');

const PATHS = [
  ...[
    '/',
    '//',
    '*',
    '/%ff',
    '/%',
    '/_sim/',
    '/_sim/%ff',
    '/_sim//',
    '/metadata/endpoints',
    '/common/oauth2/token',
    '/?%ff',
    '/subscriptions/%ff',
  ],
  ...[
    `http://other/subscriptions/${SUBSCRIPTION}?api-version=2022-12-01`,
    'http://[/',
    '//[',
    'https://a:99999999/',
    'data:,',
    '?',
    '/_sim/state?a=%',
    '/../..',
  ],
  ...[
    `${WEB}?api-version=2024-07-01`,
    `${GROUP}/resources?api-version=2021-04-01&$filter='`,
    `/${'a/'.repeat(3_000)}`,
    WEB.replace('web', '%ED%A0%80'),
    WEB.replace('web', '\u65e5'),
  ],
];
const METHODS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'BREW', 'get'];
const HOSTS = [
  '127.0.0.1',
  'localhost:1',
  '[',
  '[::1]',
  'a b',
  'x:99999999',
  '',
  'caf\u00e9',
  'evil.example',
  'a@b',
  'a/b?c#d',
  '%ff',
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'caf\u00e9',
  '',
  'application/x-www-form-urlencoded',
  'json',
];
const TOKENS = ['Bearer token', 'Bearer', 'Basic YTpi', 'Bearer caf\u00e9', ''];
const BODIES = [
  '',
  '{',
  '{"a":',
  '[]',
  'null',
  '"',
  '\u0000',
  '\u65e5',
  `{"a":${'['.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  '{"tags":{"a":"\\ud800"}}',
];

/** One request as the bytes that a client would send, most of them wrong somewhere. */
export function wireRequest(random: Random): string {
  if (random.chance(0.4)) return written({ ...mutatedWrite(random), random });
  const odd = { method: random.pick(METHODS), path: random.pick(PATHS), body: random.pick(BODIES) };
  return written({ ...odd, random });
}

function mutatedWrite(random: Random): { method: string; path: string; body: string } {
  const [path, version, body] = random.pick(GIVEN);
  return {
    method: random.pick(['PUT', 'PATCH']),
    path: `${path}?api-version=${version}`,
    body: mutatedText(body, random),
  };
}

function written({
  method,
  path,
  body,
  random,
}: {
  method: string;
  path: string;
  body: string;
  random: Random;
}): string {
  const odd = (values: readonly string[]) => (random.chance(0.1) ? random.pick(values) : values[0]);
  const length = Buffer.byteLength(body) + (random.chance(0.03) ? random.pick([-1, 1, 1_000]) : 0);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${odd(HOSTS)}`,
    `Content-Type: ${odd(TYPES)}`,
    `Authorization: ${odd(TOKENS)}`,
    `If-Match: ${odd(['*', 'caf\u00e9', '"'])}`,
    'Connection: close',
    random.chance(0.03) ? 'Transfer-Encoding: chunked' : `Content-Length: ${Math.max(0, length)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Sends it and hears the answer out; one that is promised more than it gets is cut off by the client. */
export async function sent(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      socket.setTimeout(300, () => socket.destroy());
    });
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}
