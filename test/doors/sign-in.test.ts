import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

const LOGIN = '/.auth/login/local';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ signIn: true });
});
afterAll(() => app.close());

const signIn = (fields: Record<string, string>, headers: Record<string, string> = { origin: app.url }) =>
  fetch(`${app.url}${LOGIN}`, {
    ...{ method: 'POST', redirect: 'manual' as const, body: new URLSearchParams(fields).toString() },
    headers: { ...FORM, ...headers },
  });

/** The cookie of somebody who has signed in. */
async function cookieOf(role: string, name = 'ann'): Promise<string> {
  const { headers } = await signIn({ name, role, to: '/ui/' });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

const asWho = (cookie: string, more: Record<string, string> = {}) => ({
  key: null,
  headers: { cookie, ...more },
});
const OWN_PAGE = { 'x-fleet-request': '1' };

describe('the sign-in page', () => {
  test('asks for a name and a role, and loads and runs nothing', async () => {
    const { status, headers, text } = await app.send(
      'GET',
      `${LOGIN}?post_login_redirect_uri=/ui/%23/events`,
      { key: null },
    );
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).toContain('value="/ui/#/events"');
    expect(text).not.toMatch(/<script|src=/);
  });

  test('gives a cookie that no script reads and no other site sends, and leads back', async () => {
    const { status, headers } = await signIn({ name: 'ann', role: 'Operator', to: '/ui/#/fleets/web' });
    expect(status).toBe(302);
    expect(headers.get('location')).toBe('/ui/#/fleets/web');
    expect(headers.get('set-cookie')).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  });

  test.each([
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'javascript:alert(1)',
    '',
  ])('leads nowhere else: %j', async (to) => {
    const { headers } = await signIn({ name: 'ann', role: 'Viewer', to });
    expect(new URL(headers.get('location') ?? '', app.url).origin).toBe(app.url);
  });

  test('nothing in the address becomes part of the page', async () => {
    const nasty = encodeURIComponent('/"><script>alert(1)</script>');
    const { text } = await app.send('GET', `${LOGIN}?post_login_redirect_uri=${nasty}`, { key: null });
    expect(text).not.toContain('<script');
  });

  test.each([
    [{ name: '', role: 'Admin' }],
    [{ name: 'ann', role: 'Owner' }],
    [{ name: 'a'.repeat(61), role: 'Admin' }],
    [{ role: 'Admin' }],
  ])('signs nobody in with %j', async (fields) => {
    const { status, headers } = await signIn(fields);
    expect([status, headers.get('set-cookie')]).toEqual([400, null]);
  });

  test('signs nobody in for another page, or one that does not say where it is from', async () => {
    for (const headers of [{}, { origin: 'https://elsewhere.example' }, { origin: 'null' }])
      expect((await signIn({ name: 'ann', role: 'Admin' }, headers as Record<string, string>)).status).toBe(
        400,
      );
  });

  test('is closed to whoever calls this machine by another name', async () => {
    const cookie = await cookieOf('Admin');
    expect(await statusAs('elsewhere.example', LOGIN)).toBe(403);
    expect(await statusAs('elsewhere.example', '/api/fleets', cookie)).toBe(401);
    expect(await statusAs('localhost', '/api/fleets', cookie)).toBe(200);
  });
});

/** The status of a GET that says it is for that host. */
function statusAs(host: string, path: string, cookie = ''): Promise<number | undefined> {
  const { port } = new URL(app.url);
  const headers = { host: `${host}:${port}`, cookie };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

describe('who is signed in', () => {
  test('is told who they are', async () => {
    const { json } = await app.send('GET', '/api/me', asWho(await cookieOf('Operator', 'Ann Ö.')));
    expect(json).toMatchObject({ name: 'Ann Ö.', role: 'operator', access: 'local' });
    expect((await app.send('GET', '/.auth/me', asWho(await cookieOf('Viewer')))).json).toMatchObject([
      { user_id: 'ann' },
    ]);
    expect((await app.send('GET', '/.auth/me', { key: null })).json).toEqual([]);
  });

  test('may do what the role may', async () => {
    const put = async (role: string) => {
      const sent = { ...asWho(await cookieOf(role), OWN_PAGE), body: {} };
      return (await app.send('PUT', '/api/fleets/web', sent)).status;
    };
    expect([await put('Viewer'), await put('Operator'), await put('Admin')]).toEqual([403, 403, 400]);
  });

  test('does nothing for a page of others', async () => {
    const cookie = await cookieOf('Admin');
    for (const headers of [{}, { ...OWN_PAGE, origin: 'https://elsewhere.example' }]) {
      const answer = await app.send('POST', '/api/fleets/web/reconcile', asWho(cookie, headers));
      expect(problemOf(answer)).toMatchObject({ status: 403, code: 'foreignPage' });
    }
  });

  test('sends no events that the role may not send, nor for a page of others', async () => {
    const post = async (role: string, headers = OWN_PAGE) => {
      const sent = { ...asWho(await cookieOf(role), headers), body: { scaleSet: 'none' } };
      return (await app.send('POST', '/api/scale-events', sent)).status;
    };
    expect(await post('Viewer')).toBe(403);
    expect(await post('Operator', {} as typeof OWN_PAGE)).toBe(403);
    expect(await post('Operator')).toBe(400);
  });

  test('is who the cookie says, whatever the request adds', async () => {
    const forged = Buffer.from(JSON.stringify({ claims: [{ typ: 'roles', val: 'Fleet.Admin' }] })).toString(
      'base64',
    );
    const headers = { 'x-ms-client-principal': forged, 'X-MS-CLIENT-PRINCIPAL-NAME': 'root' };
    const { json } = await app.send('GET', '/api/me', asWho(await cookieOf('Viewer'), headers));
    expect(json).toMatchObject({ name: 'ann', role: 'viewer' });
    expect((await app.send('GET', '/api/me', { key: null, headers })).status).toBe(401);
    // A key's holder has no name, and cannot give themselves one.
    expect((await app.send('GET', '/api/me', { headers })).json).toMatchObject({ role: 'admin' });
    expect((await app.send('GET', '/api/me', { headers })).text).not.toContain('root');
  });

  test('is nobody after signing out', async () => {
    const cookie = await cookieOf('Admin');
    const { status } = await fetch(`${app.url}/.auth/logout`, { headers: { cookie }, redirect: 'manual' });
    expect(status).toBe(302);
    expect((await app.send('GET', '/api/me', asWho(cookie))).status).toBe(401);
  });

  test('is nobody with a cookie that nobody gave', async () => {
    for (const cookie of ['', 'FleetConductorLocal=', 'FleetConductorLocal=made-up', 'other=1'])
      expect((await app.send('GET', '/api/me', asWho(cookie))).status).toBe(401);
  });
});
