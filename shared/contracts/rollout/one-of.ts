import * as z from 'zod';

/** Rules over several members are told beside what is wrong with each of them, not after it. */
export const WHENEVER_AN_OBJECT = {
  when: ({ value }: { value: unknown }) =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** An object that has exactly one of the members; unlike a union it says which member is wrong, and how. */
export function oneOf<Shape extends Record<string, z.ZodType>>(shape: Shape, what: string) {
  return z
    .strictObject(shape)
    .partial()
    .superRefine(
      (value, context) => requireOne({ value, of: Object.keys(shape), what }, context),
      WHENEVER_AN_OBJECT,
    )
    .meta({ minProperties: 1, maxProperties: 1 });
}

/** Adds an issue unless exactly one of the members is given. */
export function requireOne(
  { value, of, what }: { value: object; of: readonly string[]; what: string },
  context: { addIssue(issue: { code: 'custom'; message: string }): void },
): void {
  const given = of.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
  if (given.length === 1) return;
  const said = given.length === 0 ? 'has none of them' : `has ${given.join(' and ')}`;
  context.addIssue({ code: 'custom', message: `${what} is exactly one of ${of.join(', ')}; this ${said}` });
}

/** The same for JSON Schema, of an object that has other members too. */
export function requiringOne(names: readonly string[]) {
  return { oneOf: names.map((name) => ({ required: [name] })) };
}
