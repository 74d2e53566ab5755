import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from '../licenses-of.ts';
import { PACKAGE_ENTRIES, lazyPackages } from './lazy-packages.ts';
import { mapOwnSources } from './map-own-sources.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What is bundled are ES modules; the packages in them that are none ask for Node's own modules like this. */
const REQUIRE = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`;
/** Loaded by the worker: maps are minded of what is loaded from then on only. */
const MAIN = "process.setSourceMapsEnabled(true);\nawait import('./register.js');\n";

/**
 * Writes the function app into `dist/functions` of a folder, with everything it needs but the worker's own module, and beside
 * it the licences of what is in it. Answers the path of what is to be loaded, from that folder.
 */
export async function bundleApp(folder: string): Promise<string> {
  const outdir = join(folder, 'dist/functions');
  const { metafile } = await build({
    entryPoints: [{ in: 'functions/register.ts', out: 'register' }, ...PACKAGE_ENTRIES],
    ...{ absWorkingDir: ROOT, outdir, metafile: true, logLevel: 'warning' },
    ...{ bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node22' },
    // Names stay, for whoever reads a stack; esbuild's way to keep them beside short ones costs a call for each function at start.
    ...{ minifySyntax: true, minifyWhitespace: true, lineLimit: 400, legalComments: 'none' },
    ...{ sourcemap: 'linked', sourcesContent: false },
    ...{ banner: { js: REQUIRE }, external: ['@azure/functions-core'] },
    plugins: [lazyPackages(ROOT)],
  });
  for (const file of Object.keys(metafile.outputs).filter((path) => path.endsWith('.js')))
    mapOwnSources(join(ROOT, file), ROOT);
  writeFileSync(join(outdir, 'main.js'), MAIN);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(Object.keys(metafile.inputs)));
  return 'dist/functions/main.js';
}
