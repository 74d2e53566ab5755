import * as z from 'zod';

const Value = z.union([z.string().max(1000), z.number(), z.boolean()]);
const Type = z.enum(['string', 'number', 'boolean']);

/** Facts that are known only once the rollout is planned; no parameter has their names. */
export const LATE_FACTS = ['revision', 'unit'] as const;

/** A value that is given when a rollout is started, so that one policy serves many fleets. */
export const PolicyParameter = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][\w-]{0,39}$/, 'must be 1 to 40 letters, digits, _ and -, and begin with a letter')
      .regex(/^(?!(?:revision|unit)$)/, 'is the name of a fact of the rollout')
      .describe('Used as ${name} anywhere in the policy.'),
    type: Type.default('string'),
    default: Value.optional().describe('Without it the value must be given.'),
    description: z.string().max(500).optional(),
    allowed: z.array(Value).min(1).max(100).optional().describe('No other values are taken.'),
  })
  .superRefine(({ type, default: usual, allowed }, context) => {
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (usual !== undefined && typeof usual !== type) refuse(['default'], `must be a ${type}`);
    for (const [index, value] of allowed?.entries() ?? [])
      if (typeof value !== type) refuse(['allowed', index], `must be a ${type}`);
    if (usual !== undefined && allowed && !allowed.includes(usual))
      refuse(['default'], 'is not one of the allowed values');
  });
export type PolicyParameter = z.infer<typeof PolicyParameter>;

/** The head of a policy that is a template. */
export const PolicyParameters = z
  .array(PolicyParameter)
  .max(50)
  .superRefine((parameters, context) => {
    const names = parameters.map(({ name }) => name);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index)
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `there is another ${name}` });
  });
