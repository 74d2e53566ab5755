import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { isObject, listAt, objectAt, textAt, valueAt, type JsonObject } from '../../local/arm/json.ts';
import { REFERENCE } from '../conformance/shared-folder.ts';

/** A schema of a specification, with the file that its references start from. */
export interface Schema {
  file: string;
  schema: JsonObject;
}

const SPECIFICATION = join(REFERENCE, 'specs/azure-rest-api-specs/specification');
const documents = new Map<string, JsonObject>();

/** A definition of a specification, `file` from its root. */
export function definition(file: string, name: string): Schema {
  return resolved({ file: join(SPECIFICATION, file), schema: { $ref: `#/definitions/${name}` } });
}

/** The schema that a reference leads to. */
export function resolved({ file, schema }: Schema): Schema {
  const reference = textAt(schema, '$ref');
  if (reference === undefined) return { file, schema };
  const [path = '', pointer = ''] = reference.split('#');
  const target = path === '' ? file : resolve(dirname(file), path);
  const found = objectAt(valueAt(documentOf(target), ...pointer.split('/').slice(1)));
  // What stands beside a reference holds too, such as `readOnly`.
  return resolved({ file: target, schema: { ...found, ...without(schema) } });
}

/** The properties of an object, those it has from others included. */
export function propertiesOf({ file, schema }: Schema): Map<string, Schema> {
  const inherited = listAt(schema, 'allOf').filter(isObject);
  const all = new Map<string, Schema>();
  for (const base of inherited)
    for (const [name, property] of propertiesOf(resolved({ file, schema: base }))) all.set(name, property);
  for (const [name, property] of Object.entries(objectAt(schema, 'properties')))
    all.set(name, resolved({ file, schema: objectAt(property) }));
  return all;
}

function without({ $ref: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

function documentOf(file: string): JsonObject {
  const known = documents.get(file);
  if (known) return known;
  const document = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  documents.set(file, document);
  return document;
}
