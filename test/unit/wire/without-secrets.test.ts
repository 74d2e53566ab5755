import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecretName } from '../../../shared/wire/secret-names.ts';
import { withoutSecrets } from '../../../shared/wire/without-secrets.ts';

const SECRET = 'T0P-5ecret/zz';
const b64 = (text: string) => Buffer.from(text).toString('base64');

const NAMES = [
  ...[
    'pwd',
    'PWD',
    'pass',
    'password',
    'Passwd',
    'passphrase',
    'pass_phrase',
    'passcode',
    'db-password',
    'pw',
  ],
  ...['cookie', 'Set-Cookie', 'auth', 'authorization', 'Proxy-Authorization', 'x-auth', 'oauth_verifier'],
  ...[
    'bearer',
    'bearerToken',
    'access_token',
    'refreshToken',
    'id_token',
    'csrf',
    'xsrf-token',
    'otp',
    'mfaCode',
  ],
  ...[
    'secret',
    'clientSecret',
    'client_secret',
    'apiKey',
    'api-key',
    'ApiKey',
    'accountKey',
    'sharedAccessKey',
  ],
  ...['key', 'privateKey', 'ssh-key', 'pem', 'pfx', 'certificate', 'connectionString', 'connection_string'],
  ...[
    'sas',
    'sasToken',
    'sig',
    'signature',
    'jwt',
    'credential',
    'creds',
    'session',
    'sessionId',
    'pin',
    'salt',
  ],
];
const HARMLESS = [
  ...[
    'id',
    'subject',
    'eventType',
    'operationName',
    'status',
    'resourceUri',
    'resourceId',
    'name',
    'location',
  ],
  ...[
    'eventCategory',
    'level',
    'correlationId',
    'timestamp',
    'oldCapacity',
    'provisioningState',
    'description',
  ],
  ...[
    'operation',
    'disasterZone',
    'pinned',
    'spinCount',
    'design',
    'sigma',
    'version',
    'tags',
    'sku',
    'zones',
  ],
];

test.each(NAMES)('%s is a secret’s name', (name) => expect(isSecretName(name)).toBe(true));
test.each(HARMLESS)('%s is not', (name) => expect(isSecretName(name)).toBe(false));

describe('within a text', () => {
  const TEXTS: Record<string, string> = {
    ...Object.fromEntries(NAMES.map((name) => [`${name}=`, `a ${name}=${SECRET} b`])),
    ...Object.fromEntries(NAMES.map((name) => [`${name}: `, `a\n${name}: ${SECRET}`])),
    ...Object.fromEntries(NAMES.map((name) => [`"${name}"`, JSON.stringify({ [name]: SECRET, n: 1 })])),
    ...Object.fromEntries(
      NAMES.map((name) => [`JSON in JSON: ${name}`, JSON.stringify(JSON.stringify({ [name]: SECRET }))]),
    ),
    ...Object.fromEntries(
      NAMES.map((name) => [`URL: ${name}`, `https://x/?a=1&${name}=${encodeURIComponent(SECRET)}`]),
    ),
    ...Object.fromEntries(
      NAMES.map((name) => [`in a URL: ${name}`, encodeURIComponent(`{"${name}":"${SECRET}"}`)]),
    ),
    ...Object.fromEntries(
      NAMES.map((name) => [`markup: ${name}`, `&quot;${name}&quot;:&quot;${SECRET}&quot;`]),
    ),
    'several words': 'passphrase: correct horse T0P battery',
    'a code in a URL': `https://fn.example.org/api/x?code=${SECRET}`,
    'a signed URL': `https://b.example.org/x?sv=1&sig=${SECRET}&se=2`,
    'a header of Basic': `Basic ${b64(`user:${SECRET}`)}`,
    'a header of Bearer': `Bearer ${SECRET}`,
    'a header of Digest': `Authorization: Digest username="u", response="${SECRET}"`.replaceAll('"', ''),
    'several cookies': `Cookie: a=1; session=${SECRET}; b=${SECRET}`,
    'several cookies set': `set-cookie: id=${SECRET}; Path=/; HttpOnly`,
    'a storage connection': `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${SECRET}==;EndpointSuffix=y`,
    'a database connection': `Server=tcp:x,1433;User ID=u;Password=${SECRET};Encrypt=True`,
    'a service bus connection': `Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=${SECRET}=`,
    'a JWT': `eyJhbGciOiJub25lIn0.${b64(SECRET)}.${SECRET}`.replaceAll('/', '_'),
    'a user in an address': `postgres://me:${SECRET.replace('/', '')}@db.example.org/x`,
    'a private key': `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`,
    'a private key, escaped': `-----BEGIN PRIVATE KEY-----\\n${SECRET}`,
    'base64 of it all': b64(`password=${SECRET}`),
    'base64 of it all, for URLs': b64(`{"pwd":"${SECRET}>>??"}`).replaceAll('+', '-').replaceAll('/', '_'),
  };

  test.each(Object.entries(TEXTS))('%s is not kept', (_what, text) => {
    expect(withoutSecrets(text)).not.toMatch(/T0P|5ecret/);
    expect(withoutSecrets(text)).toContain('***');
    expect(withoutSecrets(text)).not.toContain(b64(SECRET).slice(0, 8));
  });

  test.each([
    'GET /subscriptions/s/resourceGroups/rg-demo/providers/Microsoft.Compute/virtualMachineScaleSets/web answered 404',
    'The scale set cannot grow: the quota of 10 cores is used up (QuotaExceeded).',
    '2026-03-02T10:15:30.1234567Z 5ca1ab1e-0000-4000-8000-000000000001',
    'https://example.org/?id=5',
    'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
    "does not have authorization to perform action 'Microsoft.Compute/virtualMachineScaleSets/read' over scope",
  ])('%s is left as it is', (text) => expect(withoutSecrets(text)).toBe(text));

  test('random keys of Azure are not kept, wherever they stand', () => {
    const key = fc
      .uint8Array({ minLength: 32, maxLength: 64 })
      .map((bytes) => Buffer.from(bytes).toString('base64'));
    fc.assert(
      fc.property(key, fc.lorem(), (secret, around) => {
        fc.pre(secret.endsWith('='));
        expect(withoutSecrets(`${around} ${secret} ${around}`)).not.toContain(secret.slice(0, 20));
      }),
    );
  });

  test('takes no time to speak of, whatever the text', () => {
    const began = performance.now();
    for (const piece of ['password', 'a', '%25', '\\\\"', 'pass:', '&#', '-----BEGIN ', '=', ' ', 'key '])
      withoutSecrets(piece.repeat(4000 / piece.length));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
