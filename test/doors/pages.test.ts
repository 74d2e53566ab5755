import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadPages } from '../../functions/pages/load-pages.ts';
import { builtPages } from '../../local/launcher/built-pages.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(3000))})`;
let app: OpenApp;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Pages</title>');
  writeFileSync(join(folder, 'assets', 'index-1234.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'index-1234.js.map'), '{}');
  app = await openApp({ pages: loadPages(folder) });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { headers: { 'accept-encoding': 'identity', ...headers }, redirect: 'manual' });

test('the first page needs no key, and may load and run nothing but its own files', async () => {
  const answer = await get('/ui/');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('<title>Pages</title>');
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'; require-trusted-types-for 'script'$/,
  );
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
});

test('what never changes is kept for ever, and sent as small as the browser can read it', async () => {
  const path = '/ui/assets/index-1234.js';
  for (const [encoding, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const { headers, body } = await raw(path, encoding);
    expect(headers.get('content-encoding')).toBe(encoding);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('vary')).toBe('accept-encoding');
    expect(unpack(body).toString()).toBe(SCRIPT);
  }
  expect(await (await get(path)).text()).toBe(SCRIPT);
});

/** As it comes over the wire: fetch would unpack it. */
function raw(path: string, encoding: string): Promise<{ headers: Headers; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(`${app.url}${path}`, { headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const headers = new Headers(response.headers as Record<string, string>);
        resolve({ headers, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

test('who has a file already is not sent it again', async () => {
  const first = await get('/ui/');
  const again = await get('/ui/', { 'if-none-match': first.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('an address that only the pages know leads to the first one; a file that there is not is none', async () => {
  expect(await (await get('/ui/fleets/web', { accept: 'text/html' })).text()).toContain('Pages');
  for (const path of [
    '/ui/assets/none.js',
    '/ui/assets/index-1234.js.map',
    '/ui/..%2f..%2fpackage.json',
    '/ui/%00',
  ])
    expect([path, (await get(path)).status]).toEqual([path, 404]);
});

test('without the last slash the files would be looked for one floor higher', async () => {
  const { status, headers } = await get('/ui');
  expect([status, headers.get('location')]).toEqual([308, '/ui/']);
});

test('where nobody has built them it says how to', async () => {
  const bare = await openApp();
  const { status, text } = await bare.send('GET', '/ui/', { key: null });
  await bare.close();
  expect(status).toBe(404);
  expect(text).toContain('npm run build:ui');
});

test('what a browser loads before it shows anything is small', () => {
  const sizes = [...builtPages().values()].map((page) => page.packed('gzip').length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(130_000);
});
