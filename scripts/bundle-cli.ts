import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses-of.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What is bundled is an ES module; the few packages in it that are none ask for Node's own modules like this. */
const REQUIRE = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`;

/** Writes the command line as one file that needs nothing but Node, and beside it the licenses of what is in it. */
export async function bundleCli(folder: string): Promise<string> {
  const outfile = join(folder, 'fleet.js');
  const { metafile } = await build({
    ...{ entryPoints: ['cli/main.ts'], absWorkingDir: ROOT, outfile, metafile: true, logLevel: 'warning' },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node22' },
    // A stack in a bug report is of use only with the names in it.
    ...{ keepNames: true, banner: { js: REQUIRE } },
  });
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(Object.keys(metafile.inputs)));
  return outfile;
}
