import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { originOf } from '../config/connection.ts';
import { type Context, contextNamed, contextsPath, readContexts, writeContexts } from '../config/contexts.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';
import { print } from '../show/print.ts';
import { table } from '../show/table.ts';
import { keyFileOf } from './login.ts';
import type { Tools } from './tools.ts';

interface Asked {
  keyFile?: string;
  azure?: string;
}

/** The APIs that a person works with. */
export function addConfigCommands(program: Command, tools: Tools): void {
  const config = program.command('config').description('contexts: the APIs that you work with');
  config
    .command('get-contexts')
    .description('all of them')
    .action(() => getContexts(tools));
  config
    .command('use-context <context>')
    .description('work with this one from now on')
    .action((name: string) => useContext(tools, name));
  config
    .command('set-context <context>')
    .description('make or replace one, at the address of --server')
    .option('--key-file <file>', 'a file with a key of the app')
    .option('--azure <scope>', 'with tokens of the Azure CLI for this scope: api://<client id>/.default')
    .action((name: string, asked: Asked) => setContext(tools, name, asked));
  config
    .command('delete-context <context>')
    .description('forget one, and the key that was kept for it')
    .action((name: string) => deleteContext(tools, name));
}

function getContexts({ io, format }: Tools): void {
  const { current, contexts } = readContexts(io);
  const value = Object.entries(contexts).map(([name, context]) => ({
    ...{ name, isCurrent: name === current, ...context },
  }));
  const row = ({ name, isCurrent, server, ...how }: (typeof value)[number]) => [
    ...[isCurrent ? '*' : '', name, server, how.azure ?? how.tokenFile ?? how.keyFile ?? '-'],
  ];
  print(io, format(), {
    value,
    name: (all) => all.map(({ name }) => name).join('\n'),
    text: (all) =>
      all.length === 0
        ? 'There is no context. Make one: fleet config set-context <name> --server <url>'
        : table(['', 'NAME', 'SERVER', 'SIGNED IN BY'], all.map(row)),
  });
}

function useContext({ io }: Tools, name: string): void {
  const known = readContexts(io);
  const { server } = contextNamed(known, name);
  writeContexts(io, { ...known, current: name });
  say(io.stderr, `${name} is the context now: ${server}`);
}

function setContext({ io, flags }: Tools, name: string, { keyFile, azure }: Asked): void {
  const { server, tokenFile } = flags();
  if (!server) throw new FleetError('A context is an address.', 'Give --server <url>.', EXIT.usage);
  const context: Context = {
    server: originOf(server),
    ...(keyFile ? { keyFile: resolve(keyFile) } : {}),
    ...(tokenFile ? { tokenFile: resolve(tokenFile) } : {}),
    ...(azure ? { azure } : {}),
  };
  const known = readContexts(io);
  writeContexts(io, { current: name, ...known, contexts: { ...known.contexts, [name]: context } });
  say(io.stderr, `${name} is kept in ${contextsPath(io)}`);
}

function deleteContext({ io }: Tools, name: string): void {
  const { current, contexts } = readContexts(io);
  contextNamed({ contexts }, name);
  const { [name]: _gone, ...others } = contexts;
  rmSync(keyFileOf(io, name), { force: true });
  writeContexts(io, { ...(current && current !== name ? { current } : {}), contexts: others });
  say(io.stderr, `${name} is forgotten.`);
}
