import type * as z from 'zod';
import { ProblemError } from '../contracts/problem.ts';
import type { Partition, StoredRow } from './row-store.ts';

/**
 * A row's value as its contract says. Fields that the contract does not know are dropped, also where an operator would be
 * refused them: a newer version of the app may have written them. Anything else that does not fit throws Bug `unreadableRow`.
 */
export function parseStored<S extends z.ZodType>(
  schema: S,
  row: StoredRow,
  partition: Partition,
): z.output<S> {
  const parsed = parsePermissively(schema, row.value);
  if (parsed.success) return parsed.data;
  throw unreadableRow(row, partition, parsed.error);
}

/** The same without throwing: `undefined` for a row that cannot be read. */
export function parseIfReadable<S extends z.ZodType>(schema: S, row: StoredRow): z.output<S> | undefined {
  return parsePermissively(schema, row.value).data;
}

function parsePermissively<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> {
  const first = schema.safeParse(value);
  if (first.success || !first.error.issues.every((issue) => issue.code === 'unrecognized_keys')) return first;
  const known = structuredClone(value);
  for (const issue of first.error.issues) {
    if (issue.code === 'unrecognized_keys') dropKeys(known, issue.path, issue.keys);
  }
  return schema.safeParse(known);
}

function dropKeys(root: unknown, path: PropertyKey[], keys: string[]): void {
  const holder = path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)[step], root);
  for (const key of keys) delete (holder as Record<string, unknown>)[key];
}

function unreadableRow(row: StoredRow, { table, partitionKey }: Partition, error: z.ZodError): ProblemError {
  const where = error.issues
    .map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`)
    .slice(0, 5);
  return new ProblemError({
    kind: 'Bug',
    code: 'unreadableRow',
    message: `Row "${row.key}" in partition "${partitionKey}" of table "${table}" cannot be read (${where.join('; ')}).`,
    nextStep: 'Correct or remove that row, and report how it came about.',
  });
}
