type Env = Record<string, string | undefined>;

/** One Octopus server: where it is, and how it knows us. */
export interface OctopusSettings {
  url: string;
  /** A secret. */
  apiKey?: string;
  /** In place of a key: a service account that trusts the app's own identity. */
  serviceAccount?: { id: string; tokenAudience: string };
}

/** A resource that every managed identity may have tokens for; they say who it is, and open nothing. */
const TOKEN_AUDIENCE = 'api://AzureADTokenExchange';

/**
 * `OCTOPUS_URL` with `OCTOPUS_API_KEY` or `OCTOPUS_SERVICE_ACCOUNT_ID` (and `OCTOPUS_TOKEN_AUDIENCE`), and the same as
 * `OCTOPUS_<SERVER>_…` for further servers. `lacking`: what is to be corrected, without values.
 */
export function octopusServers(env: Env) {
  const servers: Record<string, OctopusSettings> = {};
  const lacking: string[] = [];
  for (const prefix of octopusPrefixes(env)) {
    const url = env[`${prefix}_URL`];
    if (!url) lacking.push(`${prefix}_URL is missing`);
    else if (!URL.canParse(url)) lacking.push(`${prefix}_URL is not a URL`);
    const known = howKnown(env, prefix);
    if (typeof known === 'string') lacking.push(known);
    else if (url) servers[prefix.slice('OCTOPUS_'.length).toLowerCase() || 'default'] = { url, ...known };
  }
  return { servers, lacking };
}

function howKnown(env: Env, prefix: string): string | Omit<OctopusSettings, 'url'> {
  const [key, account] = [`${prefix}_API_KEY`, `${prefix}_SERVICE_ACCOUNT_ID`];
  const apiKey = env[key];
  const id = env[account];
  if (apiKey && id) return `${key} and ${account} are both there: one of them`;
  if (apiKey) return { apiKey };
  if (!id) return `${key} is missing, or ${account}`;
  return { serviceAccount: { id, tokenAudience: env[`${prefix}_TOKEN_AUDIENCE`] ?? TOKEN_AUDIENCE } };
}

/** The beginnings of the names, one for each server that has at least one of its settings. */
function octopusPrefixes(env: Env): string[] {
  const named = Object.entries(env).flatMap(([name, value]) =>
    value ? (SETTING.exec(name)?.[1] ?? []) : [],
  );
  return [...new Set(named)];
}

const SETTING = /^(OCTOPUS(?:_[A-Z0-9]+)?)_(?:URL|API_KEY|SERVICE_ACCOUNT_ID|TOKEN_AUDIENCE)$/;
