import * as z from 'zod';
import { PolicyParameters } from '../../../shared/contracts/rollout/parameter.ts';
import { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';

interface Schema {
  [name: string]: unknown;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
}

const PLACEHOLDER = { $ref: '#/$defs/placeholder' };

/** Wherever a single value is wanted, a text with a parameter in it may stand. */
function asTemplate(schema: Schema): Schema {
  const { properties, items, additionalProperties, anyOf, ...rest } = schema;
  if (properties) {
    const each = Object.entries(properties).map(([name, member]) => [name, asTemplate(member)] as const);
    const closed = { ...(anyOf ? { anyOf } : {}), additionalProperties: additionalProperties ?? true };
    return { ...rest, ...closed, properties: Object.fromEntries(each) };
  }
  if (items) return { ...rest, items: asTemplate(items) };
  if (typeof additionalProperties === 'object')
    return { ...rest, additionalProperties: asTemplate(additionalProperties) };
  const { description, default: usual, ...value } = schema;
  const told = {
    ...(description ? { description } : {}),
    ...(usual === undefined ? {} : { default: usual }),
  };
  if (anyOf) return { ...told, anyOf: [...anyOf.map(withinChoice), PLACEHOLDER] };
  return { ...told, anyOf: [value, PLACEHOLDER] };
}

/** Of a choice the whole may be a placeholder already. */
function withinChoice(schema: Schema): Schema {
  return schema.properties || schema.items ? asTemplate(schema) : schema;
}

/** JSON Schema of a policy as it is sent: what is said in it, with parameters wherever a value may stand. */
export function policySchema() {
  const as = { io: 'input', target: 'draft-2020-12' } as const;
  const { $schema, ...policy } = z.toJSONSchema(RolloutPolicy, as);
  const { $schema: _same, ...parameters } = z.toJSONSchema(PolicyParameters, as);
  const template = asTemplate(policy as Schema);
  return {
    $schema,
    title: 'Rollout policy',
    description:
      'How Fleet Conductor brings an image to a fleet, as POST /api/rollouts takes it, in YAML or JSON.',
    ...template,
    properties: { parameters, ...template.properties },
    $defs: {
      placeholder: {
        type: 'string',
        pattern: String.raw`\$\{[\w.-]+\}`,
        description: 'A text with ${name} in it: of a parameter of the policy, or a fact of its fleet.',
      },
    },
  };
}
