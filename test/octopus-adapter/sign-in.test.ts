import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { startOctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { OctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { octopusClient } from '../../shared/octopus/octopus-client.ts';
import type { OctopusClient } from '../../shared/octopus/octopus-client.ts';
import { Anything } from '../../shared/octopus/octopus-schemas.ts';

const ISSUER = 'https://login.example/tenant/v2.0';
const AUDIENCE = 'api://AzureADTokenExchange';
const TRUSTED = { Issuer: ISSUER, Subject: 'our-identity', Audience: AUDIENCE };

let clock: VirtualClock;
let server: OctopusServer;
let client: OctopusClient;
let accountId: string;
let exchanged: string[];

function token(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJlLW9mLW91cnM`;
}

function clientOf(subject: () => Promise<string>, url = server.url): OctopusClient {
  const identity = {
    serviceAccountId: accountId,
    subjectToken: async () => {
      const given = await subject();
      exchanged.push(given);
      return given;
    },
  };
  return octopusClient('north', { url, identity }, { now: () => clock.now(), timeoutSeconds: 5 });
}

const ours = (more: object = {}) =>
  token({ iss: ISSUER, sub: 'our-identity', aud: AUDIENCE, exp: clock.now() / 1000 + 600, ...more });
const me = (by = client) => by.send(Anything, { path: '/api/users/me' });
const exchanges = () => server.calls()['POST token/v1'] ?? 0;

async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const error: unknown = await call.catch((caught: unknown) => caught);
  if (error instanceof ProblemError) return error.problem;
  throw new Error('there was no problem');
}

beforeEach(async () => {
  clock = new VirtualClock();
  server = await startOctopusServer({ port: 0, clock });
  accountId = server.sim.add('serviceaccounts', { Name: 'fleets', OidcIdentities: [TRUSTED] }).Id;
  exchanged = [];
  client = clientOf(() => Promise.resolve(ours()));
});
afterEach(() => server.stop());

describe('signed in by our own identity', () => {
  it('is known by an access token, exchanged once until shortly before it expires', async () => {
    await me();
    await clock.advance(58 * 60_000);
    await me();
    expect(exchanges()).toBe(1);
    await clock.advance(90_000);
    await me();
    expect(exchanges()).toBe(2);
  });

  it('exchanges once for all who ask at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => me()));
    expect(exchanges()).toBe(1);
  });

  it('renews once when the server knows the token no more', async () => {
    await me();
    await clock.advance(60_000);
    for (const { Id } of server.sim.list('accesstokens')) server.sim.remove('accesstokens', Id);
    await Promise.all([me(), me(), me()]);
    expect(exchanges()).toBe(2);
  });

  it('says so, and does not go on renewing, when the account is disabled', async () => {
    await me();
    await clock.advance(60_000);
    server.sim.change('serviceaccounts', accountId, { IsDisabled: true });
    expect(await problemOf(me())).toMatchObject({ kind: 'Permanent', code: 'octopusTokenRefused' });
    expect(exchanges()).toBe(2);
  });

  it('tries again after an exchange that failed', async () => {
    server.sim.fault({ path: '^token/v1$', effect: { type: 'status', status: 503 } });
    expect(await problemOf(me())).toMatchObject({ kind: 'Transient' });
    await me();
  });
});

describe('what is wrong with it', () => {
  it.each([
    ['issuer', { iss: 'https://other.example' }],
    ['subject', { sub: 'somebody' }],
    ['audience', { aud: 'api://other' }],
    ['expiry', { exp: 1 }],
  ])('is told with the identity that is to be trusted: a wrong %s', async (_what, more) => {
    const { nextStep, message, code } = await problemOf(me(clientOf(() => Promise.resolve(ours(more)))));
    const { iss, sub, aud } = { iss: ISSUER, sub: 'our-identity', aud: AUDIENCE, ...more };
    expect(code).toBe('octopusTokenRefused');
    expect(message).toContain('not of an identity of the service account');
    expect(nextStep).toContain(
      `${accountId} an OIDC identity of issuer ${iss}, subject ${sub} and audience ${aud}.`,
    );
  });

  it('is told without the words of the library that had no token', async () => {
    const problem = await problemOf(me(clientOf(() => Promise.reject(new RangeError('secret-of-others')))));
    expect(problem).toMatchObject({ kind: 'Transient', code: 'octopusIdentityUnavailable' });
    expect(JSON.stringify(problem)).not.toContain('secret-of-others');
  });

  it('is that the server knows no OpenID Connect', async () => {
    server.sim.fault({ path: 'openid-configuration', effect: { type: 'status', status: 404 } });
    expect(await problemOf(me())).toMatchObject({ code: 'octopusMisconfigured', kind: 'Permanent' });
    expect(exchanged).toEqual([]);
  });

  it('is that tokens are exchanged elsewhere: ours is not sent there', async () => {
    const byName = clientOf(() => Promise.resolve(ours()), server.url.replace('127.0.0.1', 'localhost'));
    // The server is called by another name than the one by which it speaks of itself.
    expect(await problemOf(me(byName)).catch(() => undefined)).toBeUndefined();
    server.sim.configure({ publicUrl: 'https://elsewhere.example' });
    expect(await problemOf(me(clientOf(() => Promise.resolve(ours()))))).toMatchObject({
      code: 'octopusMisconfigured',
      message: expect.stringContaining('https://elsewhere.example'),
    });
    expect(exchanges()).toBe(1);
  });

  it('never shows a token, whichever way it comes back', async () => {
    await me();
    const access = server.sim.list('accesstokens')[0]?.Id ?? '';
    const said = `we got ${access} for ${exchanged[0]} and ${access.slice(0, 30)}`;
    server.sim.fault({ path: 'users/me', effect: { type: 'status', status: 400, message: said } });
    const { message } = await problemOf(me());
    expect(message).toContain('we got');
    for (const secret of [access, access.slice(15, 30), exchanged[0] ?? '', 'c2lnbmF0dXJl'])
      expect(message).not.toContain(secret);
  });

  it('never shows our own token, of which an exchange that failed on the other side tells a part', async () => {
    const signature = 'Xq7_wZ-3kLmN9pRt';
    const [head = '', claims = ''] = ours().split('.');
    server.sim.fault({
      path: '^token/v1$',
      effect: { type: 'status', status: 500, message: `could not store ${claims} ${signature}` },
    });
    const problem = await problemOf(me(clientOf(() => Promise.resolve(`${head}.${claims}.${signature}`))));
    expect(problem.message).toContain('could not store');
    expect(problem.message).not.toContain(signature);
  });

  it('never shows the token that was in use before the one of now', async () => {
    await me();
    // Of its random part: both begin with the same words.
    const before = server.sim.list('accesstokens')[0]?.Id.slice(15, 40) ?? '';
    await clock.advance(59.5 * 60_000);
    await me();
    expect(exchanges()).toBe(2);
    const message = `it was asked with ${before}`;
    server.sim.fault({ path: 'users/me', effect: { type: 'status', status: 400, message } });
    const problem = await problemOf(me());
    expect(problem.message).toContain('it was asked');
    for (const part of [before.slice(0, 8), before.slice(-8)]) expect(problem.message).not.toContain(part);
  });
});

it('a server with neither key nor account is told of', async () => {
  const lost = octopusClient('north', { url: server.url }, { now: () => clock.now(), timeoutSeconds: 5 });
  expect(await problemOf(me(lost))).toMatchObject({ code: 'octopusMisconfigured' });
});
