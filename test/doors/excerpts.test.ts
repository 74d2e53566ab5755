import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deliver, newestQuarantined } from './support/event-grid.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.advance(1000));

const doors = {
  'the Event Grid door': async (body: unknown) => (await deliver(app, [body])).status,
  'POST /api/scale-events': async (body: unknown) =>
    (await app.send('POST', '/api/scale-events', { body })).status,
};

describe.each(Object.entries(doors))('of an event at %s', (_door, send) => {
  async function excerptOf(event: unknown): Promise<string> {
    await app.clock.advance(10);
    expect([202, 400]).toContain(await send(event));
    return (await newestQuarantined(app))?.excerpt ?? '';
  }

  test('claims, callers and whatever else tells who did it are not kept', async () => {
    const who = {
      caller: 'jane.doe@example.org',
      claims: { upn: 'jane.doe@example.org', ipaddr: '192.0.2.7', oid: 'her-id' },
      authorization: { evidence: { principalId: 'her-id' } },
      httpRequest: { clientIpAddress: '192.0.2.7' },
      identity: { name: 'Jane Doe' },
      properties: { userName: 'Jane Doe', eventCategory: 'kept' },
      description: 'restarted by jane.doe@example.org by hand',
    };
    const excerpt = await excerptOf({ ...who, data: who });
    expect(excerpt).toContain('"eventCategory":"kept"');
    expect(excerpt).toContain('restarted by');
    expect(excerpt).not.toMatch(/jane|her-id|192\.0\.2/i);
  });

  test('keys and tokens are not kept, in fields or within texts', async () => {
    const excerpt = await excerptOf({
      token: 'T0P',
      password: 'T0P',
      clientSecret: 'T0P',
      sharedAccessKey: 'T0P',
      connectionString: 'x=T0P',
      validationUrl: 'https://example.org/validate?id=5&t=2018-04-26&token=T0P',
      link: 'https://blob.example.org/x?sv=1&sig=T0P%3D&se=2',
      hook: 'https://fn.example.org/api/x?code=T0P',
      header: 'Bearer T0PT0PT0P',
      jwt: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJUMFAifQ.T0P',
      list: [{ secretValue: 'T0P' }, 'https://x.example.org/?access_token=T0P'],
      inner: JSON.stringify({ password: 'T0P', requested: 3 }),
      harmless: 'https://example.org/?id=5',
    });
    expect(excerpt).toContain('?id=5');
    expect(excerpt).not.toMatch(/T0P|eyJzdWI/);
  });

  test('values under any secret’s name are not kept, however they are put', async () => {
    const names = [
      'pwd',
      'pass',
      'cookie',
      'auth',
      'bearer',
      'passphrase',
      'api_key',
      'Set-Cookie',
      'sig',
      'otp',
    ];
    const events = names.flatMap((name) => [
      { [name]: 'T0P' },
      { data: { [name]: { deeper: ['T0P', { more: 'T0P' }] } } },
      { headers: [{ name, value: 'T0P' }] },
      { headers: [{ Key: name, Value: ['T0P'] }] },
      { headers: [[name, 'T0P T0P']] },
      { text: `${name}=T0P` },
      { text: encodeURIComponent(`?${name}=T0P`) },
      { text: JSON.stringify({ inner: JSON.stringify({ [name]: 'T0P' }) }) },
      { text: JSON.stringify({ [name]: 'T0P' }).slice(0, -1) },
      { [`x ${name}=T0P`]: 1 },
    ]);
    for (const event of events) expect(await excerptOf({ kind: 'kept', ...event })).not.toContain('T0P');
    expect(await excerptOf({ text: 'Basic dXNlcjpUMFBUMFA=' })).not.toContain('dXNlcjpU');
    expect(await excerptOf({ dims: [{ key: 'Level', value: 'high' }] })).toContain('"value":"high"');
  });

  test('a secret that is cut off is not kept by half', async () => {
    for (const blanks of [1985, 1990, 1995, 1999]) {
      const text = `${' '.repeat(blanks)}password=T0PT0PT0PT0P`;
      expect(await excerptOf({ text: text.replaceAll('  ', '\ud83d\ude80') })).not.toContain('T0P');
    }
  });

  test('the excerpt stays short, however long the event', async () => {
    const excerpt = await excerptOf({ texts: Array.from({ length: 300 }, (_, i) => 'ab@'.repeat(i)) });
    expect(excerpt.length).toBeGreaterThan(100);
    expect(excerpt.length).toBeLessThanOrEqual(1000);
  });

  test('a text of nothing but letters costs no more time than any other', async () => {
    const started = performance.now();
    await excerptOf({ long: 'a'.repeat(200_000) });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

test('a body that is nested deeper than anybody reads is refused like any other', async () => {
  const body = `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
  expect((await app.send('POST', '/api/scale-events', { body })).status).toBe(400);
  expect((await newestQuarantined(app))?.excerpt).toMatch(/^\{"a":\[/);
});

test.each([65, 5000, 100_000])(
  'an event of Event Grid that is nested %i deep is taken and put aside',
  async (deep) => {
    await app.clock.advance(10);
    const nested = '['.repeat(deep) + ']'.repeat(deep);
    expect((await deliver(app, `[{"id":"deep","a":${nested}}]`)).status).toBe(202);
    expect(await newestQuarantined(app)).toMatchObject({
      ...{ code: 'malformedEvent', receivedAt: new Date(app.clock.now()).toISOString() },
      excerpt: expect.stringContaining('"id":"deep"'),
    });
  },
);
