import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Client } from '../client.ts';
import { azureToken } from '../config/azure-token.ts';
import {
  type Context,
  contextNamed,
  readContexts,
  writeContexts,
  writePrivately,
} from '../config/contexts.ts';
import { isSecret, originOf } from '../config/connection.ts';
import { configFolder } from '../config/folder.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { type Io, say } from '../io.ts';
import { readSecret } from '../read-secret.ts';
import type { Tools } from './tools.ts';

interface Asked {
  azure?: string;
}

/** A context becomes one that opens its server, after that was tried. */
export function addLoginCommand(program: Command, tools: Tools): void {
  program
    .command('login [context]')
    .description('sign in: with a key from the prompt or stdin, or as who is signed in at the Azure CLI')
    .option('--azure <scope>', 'with tokens of the Azure CLI for this scope: api://<client id>/.default')
    .action((name: string | undefined, asked: Asked) => login(tools, name, asked));
}

async function login({ io, flags }: Tools, wanted: string | undefined, { azure }: Asked): Promise<void> {
  const known = readContexts(io);
  const name = wanted ?? flags().context ?? known.current ?? 'default';
  const server = flags().server ?? io.env['FLEET_SERVER'] ?? contextNamed(known, name).server;
  const context: Context = { server: originOf(server) };
  const keyFile = keyFileOf(io, name);
  if (azure) {
    await tried(context.server, { authorization: `Bearer ${await azureToken(azure, io)}` });
    rmSync(keyFile, { force: true });
    context.azure = azure;
  } else {
    const key = await readSecret(io, `Key for ${context.server}: `);
    if (!isSecret(key))
      throw new FleetError('That is no key.', 'Type it, or pipe it in: fleet login < key.txt', EXIT.usage);
    await tried(context.server, { 'x-functions-key': key });
    writePrivately(keyFile, `${key}\n`);
    context.keyFile = keyFile;
  }
  writeContexts(io, { ...known, current: name, contexts: { ...known.contexts, [name]: context } });
  say(io.stderr, `Signed in at ${context.server}; ${name} is the context now. Try: fleet list`);
}

/** What opens nothing is not kept. */
async function tried(server: string, headers: Record<string, string>): Promise<void> {
  await new Client({ server, authorization: () => Promise.resolve(headers) }).get('/api/fleets?take=1');
}

export function keyFileOf(io: Io, context: string): string {
  return join(configFolder(io), 'keys', encodeURIComponent(context));
}
