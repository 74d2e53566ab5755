import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import type { Io } from '../io.ts';
import { readText } from '../arguments.ts';
import { azureToken } from './azure-token.ts';
import { type Context, contextNamed, readContexts } from './contexts.ts';

/** Where the API is, and with what one gets in; that is found out only when something is asked. */
export interface Connection {
  server: string;
  authorization: () => Promise<Record<string, string>>;
}

/** What is said on the command line about it. */
export interface ConnectionFlags {
  server?: string | undefined;
  context?: string | undefined;
  tokenFile?: string | undefined;
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;
const LOCAL_SERVER = 'http://127.0.0.1:7071';
/** Opens everything on one machine, and nothing else. */
const LOCAL_KEY = 'local';

/** From flags, then from the environment, then from a context; a secret is never a flag, as others on a machine can read those. */
export function connectionOf(flags: ConnectionFlags, io: Io): Connection {
  const { env } = io;
  const context = chosenContext(flags, io);
  const server = originOf(flags.server ?? env['FLEET_SERVER'] ?? context?.server ?? LOCAL_SERVER);
  // What opens one server is not shown to another.
  const own = context && originOf(context.server) === server ? context : undefined;
  return { server, authorization: () => authorization({ flags, own, server }, io) };
}

export function isLocal(server: string): boolean {
  return LOOPBACK.test(new URL(server).hostname);
}

function chosenContext({ context }: ConnectionFlags, io: Io): Context | undefined {
  const known = readContexts(io);
  const name = context ?? io.env['FLEET_CONTEXT'] ?? known.current;
  return name === undefined ? undefined : contextNamed(known, name);
}

export function originOf(wanted: string): string {
  const url = URL.parse(wanted);
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new FleetError(
    `${wanted} is no address.`,
    'Give --server, FLEET_SERVER or the context an http(s) address.',
    EXIT.usage,
  );
}

interface Door {
  flags: ConnectionFlags;
  own: Context | undefined;
  server: string;
}

async function authorization({ flags, own, server }: Door, io: Io): Promise<Record<string, string>> {
  const { env } = io;
  if (flags.tokenFile) return bearer(secretIn(flags.tokenFile));
  if (env['FLEET_TOKEN']) return bearer(secret(env['FLEET_TOKEN'], 'FLEET_TOKEN'));
  if (env['FLEET_KEY']) return key(secret(env['FLEET_KEY'], 'FLEET_KEY'));
  if (own) return (await byContext(own, io)) ?? {};
  return isLocal(server) ? key(LOCAL_KEY) : {};
}

async function byContext({ tokenFile, azure, keyFile, server }: Context, io: Io) {
  if (tokenFile) return bearer(secretIn(tokenFile));
  if (azure) return bearer(await azureToken(azure, io));
  if (keyFile) return key(secretIn(keyFile));
  return isLocal(server) ? key(LOCAL_KEY) : undefined;
}

function key(value: string): Record<string, string> {
  return { 'x-functions-key': value };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function secretIn(path: string): string {
  return secret(readText(path).trim(), path);
}

/** What a header does not take would be told in full by whoever refuses it. */
function secret(value: string, from: string): string {
  if (isSecret(value)) return value;
  throw new FleetError(`${from} holds no key and no token.`, 'Run: fleet login', EXIT.notAllowed);
}

/** One word of visible letters, as all keys and tokens are. */
export function isSecret(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
