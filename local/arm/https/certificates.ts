import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

import { bits, der, explicit, integer, octets, oid, sequence, set, text, time, truth } from './der.ts';

/** A certificate authority made for this run, and a certificate for 127.0.0.1 and localhost that it has signed. */
export interface Certificates {
  /** PEM of the authority's certificate: what clients have to trust. */
  authority: string;
  key: string;
  cert: string;
}

interface Parts {
  issuer: { name: string; publicKey: KeyObject; privateKey: KeyObject };
  subject: string;
  publicKey: KeyObject;
  /** Milliseconds since 1970. */
  now: number;
  extensions: Buffer[];
}

const DAY = 86_400_000;
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';

/** Both pass a strict reading of RFC 5280, as Python since 3.13 and Go do it. `now` in milliseconds since 1970. */
export function makeCertificates(now: number): Certificates {
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = {
    name: 'Fleet Conductor simulator CA',
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
  const { name: subject, publicKey } = issuer;
  return {
    authority: certificate({ issuer, subject, publicKey, now, extensions: authorityExtensions() }),
    cert: certificate({
      issuer,
      subject: 'localhost',
      publicKey: server.publicKey,
      now,
      extensions: serverExtensions(),
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function authorityExtensions(): Buffer[] {
  return [critical('2.5.29.19', sequence(truth())), critical('2.5.29.15', keyUsage(0x06))];
}

function serverExtensions(): Buffer[] {
  return [extension('2.5.29.17', names()), extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')))];
}

function certificate({ issuer, subject, publicKey, now, extensions }: Parts): string {
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(8)),
    sequence(oid(ECDSA_SHA256)),
    distinguished(issuer.name),
    sequence(time(now - DAY), time(now + 825 * DAY)),
    distinguished(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions, ...keyIdentifiers(publicKey, issuer.publicKey))),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  return pem(sequence(body, sequence(oid(ECDSA_SHA256)), bits(signature)));
}

function distinguished(name: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), text(name))));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), octets(value));
}

function critical(id: string, value: Buffer): Buffer {
  return sequence(oid(id), truth(), octets(value));
}

/** How a chain is put together when two authorities have the same name, as those of two runs do. */
function keyIdentifiers(subject: KeyObject, issuer: KeyObject): Buffer[] {
  return [
    extension('2.5.29.14', octets(keyIdentifier(subject))),
    extension('2.5.29.35', sequence(der(0x80, keyIdentifier(issuer)))),
  ];
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

/** keyCertSign and cRLSign are bits 5 and 6. */
function keyUsage(mask: number): Buffer {
  return der(0x03, Buffer.from([1, mask]));
}

function names(): Buffer {
  return sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
