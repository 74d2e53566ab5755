import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The licences of the packages that bundled files came from, as one text. */
export function licensesOf(inputs: string[]): string {
  const packages = new Set(
    inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  return [...packages].sort().map(licenseOf).join('\n');
}

function licenseOf(name: string): string {
  const folder = dirname(join(ROOT, 'node_modules', name, 'package.json'));
  const { license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    license: string;
    author?: string | { name: string };
  };
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const by = typeof author === 'object' ? author.name : (author ?? '');
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `${license} ${by}`.trim();
  return `== ${name}\n\n${text}\n`;
}
