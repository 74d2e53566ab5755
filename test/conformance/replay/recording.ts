import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { REFERENCE } from '../shared-folder.ts';

/** One request and its answer, as recorded from the real service. */
export interface Entry {
  method: string;
  url: string;
  requestBody: unknown;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
}

export interface Recording {
  name: string;
  entries: Entry[];
}

export function recordings(): Recording[] {
  const folder = join(REFERENCE, 'recordings');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'INDEX.json')
    .sort()
    .map((name) => ({
      name: name.replace(/\.json$/, ''),
      entries: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Entry[],
    }));
}

/** Path without the host, in the spelling recorded. */
export function pathOf(url: string): string {
  return new URL(url).pathname;
}

/** `GET virtualMachineScaleSets/{}/virtualMachines`: what an entry asks for, without names. */
export function operationOf({ method, url }: Entry): string {
  const parts = pathOf(url)
    .replace(/^\/subscriptions\/[^/]+/i, '')
    .replace(/\/resourceGroups\/[^/]+/i, '')
    .replace(/\/locations\/[^/]+/i, '')
    .split('/')
    .filter((part) => part !== '')
    .slice(2);
  const monitor = url.includes('monitor=true') ? ' (monitor)' : '';
  return `${method} ${parts.map((part, index) => (index % 2 === 1 ? '{}' : part)).join('/')}${monitor}`;
}
