import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/** Where the state is kept: by a connection string, or by an endpoint for the managed identity. */
export type TablesConnection = { connectionString: string } | { endpoint: string };

const LONGEST_SITE = 60;

/**
 * `<function app>-<six digits>`: the app's name for people, and digits that come from where the state is kept. Two
 * installations have two states, so they never have one name; who has the same state is the same installation.
 */
export function defaultInstallationName(
  tables: TablesConnection,
  tablePrefix: string,
  env: Record<string, string | undefined>,
): string {
  const site = plain(env['WEBSITE_SITE_NAME'] ?? '') || 'local';
  const digits = createHash('sha256')
    .update(`${placeOf(tables)}/${tablePrefix}`)
    .digest('hex')
    .slice(0, 6);
  return `${site.slice(0, LONGEST_SITE)}-${digits}`;
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** The same for an account, however one connects to it: a key that is changed must not change the name. */
function placeOf(tables: TablesConnection): string {
  if ('endpoint' in tables) return withoutTrailingSlash(tables.endpoint);
  const parts = new Map(
    tables.connectionString.split(';').map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim().toLowerCase(), value.join('=')];
    }),
  );
  const endpoint = parts.get('tableendpoint');
  const account = parts.get('accountname');
  // A store on this machine is another one on every machine.
  if (!account && !endpoint) return `${hostname()}/${tables.connectionString.length}`;
  if (endpoint) return withHost(withoutTrailingSlash(endpoint));
  return `https://${account}.table.${parts.get('endpointsuffix') ?? 'core.windows.net'}`.toLowerCase();
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '').toLowerCase();
}

function withHost(url: string): string {
  return /^https?:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url) ? `${hostname()}/${url}` : url;
}
