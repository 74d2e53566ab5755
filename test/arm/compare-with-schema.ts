import { isObject, listAt } from '../../local/arm/json.ts';
import type { Kind, Member } from '../../local/arm/members/member.ts';
import { pathTo } from '../../local/arm/members/reading.ts';
import { propertiesOf, resolved, type Schema } from './schema-of.ts';

export interface Disagreement {
  path: string;
  problem: string;
}

/** Where a table says something else of a member than the specification. */
export function differences(member: Member, schema: Schema): Disagreement[] {
  return compare(member, schema, '');
}

function compare(member: Member, schema: Schema, path: string): Disagreement[] {
  if (member.kind === 'anything') return [{ path, problem: 'is kept as it is' }];
  const kinds = kindsOf(schema);
  if (!kinds.includes(member.kind))
    return [{ path, problem: `is ${kinds.join(' or ')}, not ${member.kind}` }];
  if (member.kind === 'object') return compareParts(member, schema, path);
  if (member.kind === 'list') return compareItems(member, schema.schema.items, { schema, path: `${path}[]` });
  if (member.kind === 'map')
    return compareItems(member, schema.schema.additionalProperties, { schema, path: `${path}.*` });
  return compareChoice(member, schema, path);
}

function compareItems(
  { of }: Member,
  items: unknown,
  { schema, path }: { schema: Schema; path: string },
): Disagreement[] {
  if (!of || !isObject(items)) return [];
  return compare(of, resolved({ file: schema.file, schema: items }), path);
}

function compareParts({ members = {} }: Member, schema: Schema, path: string): Disagreement[] {
  return [...propertiesOf(schema)].flatMap(([name, property]) => {
    const at = pathTo(path, name);
    const member = members[name];
    if (!member) return [{ path: at, problem: 'is not in the table' }];
    // Whether the service takes what the specification calls read-only is up to the recordings.
    if (property.schema.readOnly === true) return [];
    return member.kind === 'shown'
      ? [{ path: at, problem: 'can be written' }]
      : compare(member, property, at);
  });
}

/** Choices may be more than the specification knew: younger versions have them. */
function compareChoice({ values }: Member, { schema }: Schema, path: string): Disagreement[] {
  const known = listAt(schema, 'enum').map((value) => String(value).toLowerCase());
  if (known.length === 0) return [];
  if (!values) return [{ path, problem: `is a choice of ${known.join(', ')}` }];
  const missing = known.filter((value) => !values.some((one) => one.toLowerCase() === value));
  return missing.length === 0 ? [] : [{ path, problem: `may be ${missing.join(', ')}` }];
}

/** What a member may be in a table when the specification says this. */
function kindsOf(schema: Schema): Kind[] {
  const { type, format } = schema.schema;
  const scalars: Partial<Record<string, Kind[]>> = {
    boolean: ['flag'],
    integer: ['integer'],
    array: ['list'],
  };
  const known = scalars[String(type)];
  if (known) return known;
  if (type === 'number') return ['number', 'integer'];
  if (type === 'string')
    return format === 'date-time' ? ['time'] : format === 'duration' ? ['duration'] : TEXTS;
  if (isObject(schema.schema.additionalProperties)) return ['map'];
  return propertiesOf(schema).has('id') ? ['object', 'reference'] : ['object'];
}

/** Numbers and durations are texts in some specifications. */
const TEXTS: Kind[] = ['text', 'duration', 'integer'];
