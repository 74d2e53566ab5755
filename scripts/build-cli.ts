import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.ts';

/** `npm run build:cli`: what `npm pack ./cli` packs. */
console.log(await bundleCli(fileURLToPath(new URL('../cli/dist/', import.meta.url))));
