import { createHash } from 'node:crypto';
import { OctopusError, validationFailed } from '../errors.ts';
import type { ServiceAccount } from '../service-account-model.ts';
import { Fields } from '../rules/fields.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import type { World } from '../world.ts';

/** What anybody may ask without a key. */
export const ANONYMOUS: ReadonlySet<string> = new Set(['.well-known/openid-configuration', 'token/v1']);

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

function getConfiguration({ host }: OctopusRequest, { settings }: World): Answer {
  const base = settings.publicUrl ?? `http://${host}`;
  return ok({
    issuer: base,
    jwks_uri: `${base}/.well-known/jwks`,
    token_endpoint: `${base}/api/token/v1`,
    grant_types_supported: [GRANT],
  });
}

/** An access token of a service account for a token of one of its identities; signatures are not checked. */
function exchangeToken(request: OctopusRequest, world: World): Answer {
  const fields = new Fields(request.body);
  const audience = fields.required('audience');
  const subject = fields.required('subject_token');
  fields.oneOf('grant_type', [GRANT], GRANT);
  fields.oneOf('subject_token_type', [JWT], JWT);
  if (fields.problems.length > 0) throw validationFailed(...fields.problems);
  const account = world.store.get('serviceaccounts', audience);
  if (!account || account.IsDisabled || !isTrusted(account, claimsOf(subject), world.now)) throw refused();
  const seconds = Math.round(world.settings.accessToken / 1000);
  const made = world.store.count('accesstokens');
  const hash = createHash('sha256').update(`${account.Id} ${made} ${world.now}`).digest('base64url');
  const Id = `octopus-access-${hash}`;
  const ExpiresAt = world.now + world.settings.accessToken;
  world.store.put('accesstokens', { Id, ServiceAccountId: account.Id, ExpiresAt });
  return ok({
    ...{ access_token: Id, expires_in: String(seconds), token_type: 'Bearer' },
    issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
}

interface Claims {
  iss?: string;
  sub?: string;
  aud?: string;
  /** Seconds since the epoch. */
  exp?: number;
}

function isTrusted({ Id, OidcIdentities }: ServiceAccount, claims: Claims | undefined, now: number): boolean {
  if (!claims || (claims.exp ?? 0) * 1000 <= now) return false;
  return OidcIdentities.some(
    ({ Issuer, Subject, Audience = Id }) =>
      claims.iss === Issuer && claims.sub === Subject && claims.aud === Audience,
  );
}

function claimsOf(token: string): Claims | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims;
  } catch {
    return undefined;
  }
}

function refused(): OctopusError {
  return new OctopusError(400, {
    error: 'invalid_request',
    error_description: 'The token is not of an identity of the service account that is its audience.',
  });
}

export const TOKEN_ROUTES: Routes = {
  'GET .well-known/openid-configuration': getConfiguration,
  'POST token/v1': exchangeToken,
};
