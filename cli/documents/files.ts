import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';

const DOCUMENTS = ['.yaml', '.yml', '.json'];

/** A file, or the documents of a folder, by name. */
export function filesAt(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => DOCUMENTS.includes(extname(name)));
  if (names.length === 0)
    throw new FleetError(`There is no document in ${path}.`, `It takes ${DOCUMENTS.join(', ')}.`, EXIT.usage);
  return names.sort().map((name) => join(path, name));
}
