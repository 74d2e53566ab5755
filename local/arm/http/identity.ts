import { ArmError } from '../errors.ts';
import type { World } from '../world.ts';
import type { ArmResponse } from './messages.ts';

const TENANT = '00000000-0000-0000-0000-000000000000';
const LIFETIME_SECONDS = 3_599;

/** What a client asks before it has a token; undefined when the path is none of these. */
export function answerIdentity(
  world: World,
  { method, url, base, form }: { method: string; url: string; base: string; form: string },
): ArmResponse | undefined {
  const [path = '', query = ''] = url.split('?', 2);
  const lower = path.toLowerCase();
  if (method === 'POST' && /^\/[^/]+\/oauth2\/(v2\.0\/)?token$/.test(lower)) return token(world, form);
  if (method !== 'GET') return undefined;
  if (lower === '/metadata/endpoints') return { status: 200, body: clouds(base, query) };
  if (/^\/[^/]+\/(v2\.0\/)?\.well-known\/openid-configuration$/.test(lower))
    return { status: 200, body: openIdConfiguration(base, path.split('/')[1] ?? TENANT) };
  if (lower === '/common/discovery/instance') return { status: 200, body: instanceDiscovery(base) };
  return undefined;
}

/** Any client with any secret is let in; the token says who asked, and is not signed. */
function token(world: World, form: string): ArmResponse {
  const asked = new URLSearchParams(form);
  const client = asked.get('client_id');
  if (client === null || !(asked.has('client_secret') || asked.has('client_assertion')))
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: 'client_id and client_secret are required.' },
    };
  const now = Math.floor(world.clock.now() / 1_000);
  const audience = (asked.get('scope') ?? asked.get('resource') ?? '').replace(/\/?\.default$/, '');
  const claims = {
    aud: audience,
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: now,
    nbf: now,
    exp: now + LIFETIME_SECONDS,
    appid: client,
    oid: client,
    sub: client,
    tid: TENANT,
    ver: '1.0',
  };
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      ext_expires_in: LIFETIME_SECONDS,
      access_token: unsigned(claims),
    },
  };
}

function unsigned(claims: object): string {
  const part = (value: object | string) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.${part('simulated')}`;
}

/** Three generations: what `az cloud register` asks for, then a list of clouds, since 2022 the one cloud. */
function clouds(base: string, query: string): object {
  const version = new URLSearchParams(query).get('api-version') ?? '';
  if (version < '2018') return firstCloud(base);
  return version >= '2022' ? cloud(base) : [cloud(base)];
}

function firstCloud(base: string): object {
  return {
    galleryEndpoint: `${base}/`,
    graphEndpoint: `${base}/`,
    portalEndpoint: `${base}/`,
    authentication: { loginEndpoint: `${base}/`, audiences: [`${base}/`] },
  };
}

function cloud(base: string): object {
  const host = new URL(base).host;
  return {
    name: 'FleetConductorSimulator',
    portal: base,
    resourceManager: `${base}/`,
    gallery: base,
    graph: `${base}/`,
    microsoftGraphResourceId: `${base}/`,
    graphAudience: `${base}/`,
    authentication: {
      loginEndpoint: base,
      audiences: [base, `${base}/`],
      tenant: 'common',
      identityProvider: 'AAD',
    },
    media: base,
    batch: base,
    sqlManagement: base,
    vmImageAliasDoc: `${base}/vm-image-aliases.json`,
    suffixes: { storage: host, keyVaultDns: host, acrLoginServer: host, sqlServerHostname: host },
  };
}

function openIdConfiguration(base: string, tenant: string): object {
  return {
    token_endpoint: `${base}/${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/${tenant}/discovery/v2.0/keys`,
    response_types_supported: ['code', 'id_token', 'token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: `${base}/${tenant}/v2.0`,
    authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/${tenant}/oauth2/v2.0/logout`,
    tenant_region_scope: 'WW',
  };
}

function instanceDiscovery(base: string): object {
  const { host } = new URL(base);
  return {
    tenant_discovery_endpoint: `${base}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

/** For request bodies that are forms, not JSON. */
export function isForm(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-www-form-urlencoded') ?? false;
}

export function requireJson(contentType: string | undefined): void {
  if (contentType === undefined || /json/i.test(contentType)) return;
  throw new ArmError(
    415,
    'UnsupportedMediaType',
    `The content media type '${contentType}' is not supported. Only 'application/json' is supported.`,
  );
}
