import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes the authority's certificate to a file for the run, and says how clients are made to trust it. */
export function trustNotice(authority: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-conductor-arm-'));
  // Nobody can trust it with anything once the run is over.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'ca.pem');
  writeFileSync(path, authority);
  console.log(
    [
      'This run has a certificate authority of its own. To trust it:',
      `  Node              export NODE_EXTRA_CA_CERTS=${path}`,
      `  Azure CLI, Python export REQUESTS_CA_BUNDLE=${path}`,
      `  curl              curl --cacert ${path} ...`,
      `  Go, .NET, others  export SSL_CERT_FILE=${path}`,
    ].join('\n'),
  );
}
