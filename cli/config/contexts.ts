import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import type { Io } from '../io.ts';
import { configFolder } from './folder.ts';

/** An API that a person works with, and how they get in; never the secret itself. */
export interface Context {
  server: string;
  /** A file with a key of the app. */
  keyFile?: string;
  /** A file with a token, written anew by whoever makes tokens. */
  tokenFile?: string;
  /** The API's scope, for which the Azure CLI gives tokens. */
  azure?: string;
}

export interface Contexts {
  current?: string;
  contexts: Record<string, Context>;
}

export function contextsPath(io: Pick<Io, 'env'>): string {
  return join(configFolder(io), 'config.yaml');
}

export function readContexts(io: Pick<Io, 'env'>): Contexts {
  const path = contextsPath(io);
  const text = textAt(path);
  if (text === undefined) return { contexts: {} };
  const read = parsed(text) as Partial<Contexts> | null;
  const contexts = read?.contexts ?? {};
  const isSound = Object.values(contexts).every((each) => typeof each?.server === 'string');
  if (typeof contexts === 'object' && isSound) return { ...read, contexts };
  throw new FleetError(
    `${path} is not in the form of contexts.`,
    'Correct it, or delete it and run: fleet config set-context',
    EXIT.usage,
  );
}

export function writeContexts(io: Pick<Io, 'env'>, contexts: Contexts): void {
  writePrivately(contextsPath(io), stringify(contexts));
}

/** For its owner's eyes only, and never half of it. */
export function writePrivately(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

/** The context of that name. */
export function contextNamed({ contexts }: Contexts, name: string): Context {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context) return context;
  const names = Object.keys(contexts);
  throw new FleetError(
    `There is no context ${name}.`,
    names.length > 0
      ? `There is ${names.join(', ')}.`
      : `Make it: fleet config set-context ${name} --server <url>`,
    EXIT.usage,
  );
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new FleetError(`${path} cannot be read (${code ?? 'unknown'}).`, 'Correct its rights.', EXIT.usage);
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return { contexts: { '': undefined } };
  }
}
