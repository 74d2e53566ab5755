import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePackage } from './app/make-package.ts';

/** `npm run package`: the function app as it is deployed, as a folder and as a zip. */
const made = await makePackage(fileURLToPath(new URL('../dist/package', import.meta.url)));
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(
  `${relative('.', made.folder)}: ${made.files} files, ${mb(made.bytes)}; for \`func start\` and azd`,
);
console.log(`${relative('.', made.zip)}: ${mb(made.zipBytes)}; for a zip deployment`);
