import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

import { bits, der, explicit, integer, octets, oid, sequence, set, text, time, truth } from './der.ts';

/** A certificate authority made for this run, and a certificate for 127.0.0.1 and localhost that it has signed. */
export interface Certificates {
  /** PEM of the authority's certificate: what clients have to trust. */
  authority: string;
  key: string;
  cert: string;
}

const DAY = 86_400_000;
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';

export function makeCertificates(now: number): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: 'Fleet Conductor simulator CA', key: authority.privateKey };
  return {
    authority: certificate({
      issuer,
      subject: issuer.name,
      publicKey: authority.publicKey,
      now,
      extensions: [extension('2.5.29.19', sequence(truth())), extension('2.5.29.15', keyUsage(0x06))],
    }),
    cert: certificate({
      issuer,
      subject: 'localhost',
      publicKey: server.publicKey,
      now,
      extensions: [
        extension('2.5.29.17', names()),
        extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
      ],
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificate(parts: {
  issuer: { name: string; key: KeyObject };
  subject: string;
  publicKey: KeyObject;
  now: number;
  extensions: Buffer[];
}): string {
  const { issuer, subject, publicKey, now, extensions } = parts;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(8)),
    sequence(oid(ECDSA_SHA256)),
    distinguished(issuer.name),
    sequence(time(now - DAY), time(now + 825 * DAY)),
    distinguished(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, issuer.key);
  return pem(sequence(body, sequence(oid(ECDSA_SHA256)), bits(signature)));
}

function distinguished(name: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), text(name))));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), octets(value));
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
