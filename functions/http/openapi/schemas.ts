import * as z from 'zod';

export type JsonSchema = Record<string, unknown>;
type Direction = 'input' | 'output';

/**
 * JSON Schemas of all that is named, each a component that the others point to. What is sent may leave defaults out and
 * what is answered has them, so the two directions are converted apart.
 */
export function components(named: Record<string, z.ZodType>, io: Direction): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registryOf(named), { uri: addressOf, io, target: 'draft-2020-12' });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]));
}

/** A pointer to a schema that is named. */
export function pointerTo(schema: z.ZodType, named: Record<string, z.ZodType>): JsonSchema {
  return { $ref: addressOf(nameOf(schema, named)) };
}

/** A schema of an answer or a body without a name is a mistake in the table. */
export function nameOf(schema: z.ZodType, named: Record<string, z.ZodType>): string {
  const name = Object.keys(named).find((each) => named[each] === schema);
  if (name === undefined) throw new Error('A schema of the table of operations has no name.');
  return name;
}

/** The schema of a parameter, which stands where it is. */
export function inline(schema: z.ZodType): JsonSchema {
  return bare(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' }));
}

function registryOf(named: Record<string, z.ZodType>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  return registry;
}

function addressOf(name: string): string {
  return `#/components/schemas/${name}`;
}

function bare(schema: object): JsonSchema {
  const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema as JsonSchema;
  return rest;
}
