import { ArmError, invalidContent, invalidParameter } from '../errors.ts';

interface At {
  path: string;
}

/** How a provider refuses what its table does not take. */
export interface Refusals {
  unknownMember(what: At & { name: string; type: string }): ArmError;
  wrongType(what: At & { value: unknown; type: string }): ArmError;
  notOneOf(what: At & { value: string; values: readonly string[] }): ArmError;
  outOfRange(what: At & { value: unknown; range: readonly [unknown, unknown] }): ArmError;
  wrongLength(what: At & { size: number; length: readonly [number, number] }): ArmError;
  wrongFormat(what: At & { value: string; pattern: RegExp }): ArmError;
  missing(what: At): ArmError;
  missingId(what: At): ArmError;
  invalidId(what: At & { id: string }): ArmError;
  /** Where it is said while the body is read, not when what it leads to is looked for. */
  wrongReference?(what: At & { id: string; to: string }): ArmError;
}

/** Refused by the front door, before any provider has seen it. */
const invalidId: Refusals['invalidId'] = ({ path, id }) =>
  new ArmError(
    400,
    'LinkedInvalidPropertyId',
    `Property id '${id}' at path '${path}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
  );

const noMember = ({ path, name, type }: { path: string; name: string; type: string }) =>
  `Could not find member '${name}' on object of type '${type}'. Path '${path}', line 1, position 1.`;
const noValue = ({ path, value, type }: { path: string; value: unknown; type: string }) =>
  `Error converting value ${shortened(value)} to type '${type}'. Path '${path}', line 1, position 1.`;
const shortened = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 200);
/** Compute names its parameters without `properties`. */
const parameter = (path: string) => path.replace(/^properties\./, '');
const between = ([from, to]: readonly [unknown, unknown]) =>
  `The value must be between ${String(from)} and ${String(to)}, inclusive.`;

const missing: Refusals['missing'] = ({ path }) =>
  invalidParameter(`Required parameter '${parameter(path)}' is missing (null).`, parameter(path));

export const COMPUTE: Refusals = {
  unknownMember: (what) =>
    what.path.includes('.')
      ? new ArmError(400, 'BadRequest', noMember(what))
      : invalidContent(noMember({ ...what, type: 'ResourceDefinition' })),
  wrongType: (what) => invalidContent(noValue(what)),
  notOneOf: ({ path }) =>
    invalidParameter(`The value of parameter ${parameter(path)} is invalid.`, parameter(path)),
  outOfRange: ({ path, value, range }) =>
    invalidParameter(
      `The value ${String(value)} of parameter ${parameter(path)} is out of range. ${between(range)}`,
      parameter(path),
    ),
  wrongLength: ({ path, size, length }) =>
    invalidParameter(
      `The length ${size} of parameter ${parameter(path)} is out of range. ${between(length)}`,
      parameter(path),
    ),
  wrongFormat: ({ path, pattern }) =>
    invalidParameter(
      `The entity name '${parameter(path)}' is invalid according to its validation rule: ${pattern.source}.`,
      parameter(path),
    ),
  missing,
  missingId: ({ path }) => missing({ path: `${path}.id` }),
  invalidId,
};

/** The network says that it cannot parse, and why in the details. */
const unparsed = (message: string, code = 'InvalidJson') =>
  new ArmError(400, 'InvalidRequestFormat', 'Cannot parse the request.').with({
    details: [{ code, message }],
  });

export const NETWORK: Refusals = {
  unknownMember: (what) =>
    what.path.includes('.')
      ? unparsed(noMember(what))
      : invalidContent(noMember({ ...what, type: 'ResourceDefinition' })),
  wrongType: (what) => unparsed(noValue(what)),
  notOneOf: (what) => unparsed(noValue({ ...what, type: 'System.Enum' })),
  outOfRange: ({ path, value, range }) =>
    new ArmError(
      400,
      'InvalidPropertyValue',
      `The value ${String(value)} of property ${path} is out of range. ${between(range)}`,
    ).with({ details: [] }),
  wrongLength: ({ path, size, length }) =>
    new ArmError(
      400,
      'InvalidPropertyValue',
      `The length ${size} of property ${path} is out of range. ${between(length)}`,
    ).with({ details: [] }),
  wrongFormat: ({ path, value, pattern }) => wrongNetworkFormat({ name: nameIn(path), value, pattern }),
  missing: ({ path }) =>
    unparsed(`Required property '${path.split('.').at(-1)}' not found in JSON. Path '${path}'.`),
  missingId: ({ path }) =>
    unparsed(`Value for reference id is missing. Path ${path}.`, 'MissingJsonReferenceId'),
  invalidId,
  wrongReference: ({ path, id, to }) =>
    unparsed(
      `Reference Id ${id} is referencing resource of a wrong type. The Id is expected to reference resources of type ${to.slice(to.indexOf('/') + 1)}. Path ${path}.`,
      'InvalidJsonReferenceWrongType',
    ),
};

const nameIn = (path: string) => /([^.[]*)(\[\d+\])?$/.exec(path)?.[1] ?? '';

function wrongNetworkFormat(what: { name: string; value: string; pattern: RegExp }): ArmError {
  const { name, value, pattern } = what;
  if (/PortRanges?$/.test(name))
    return new ArmError(
      400,
      'SecurityRuleInvalidPortRange',
      `Security rule has invalid Port range. Value provided: ${value}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.`,
    ).with({ details: [] });
  if (name === 'domainNameLabel')
    return new ArmError(
      400,
      'InvalidDomainNameLabel',
      `The domain name label ${value} is invalid. It must conform to the following regular expression: ${pattern.source}.`,
    ).with({ details: [] });
  return invalidNetworkName(value);
}

export function invalidNetworkName(name: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceName',
    `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
  ).with({ details: [] });
}

/** Subscriptions, resource groups, locks: the front door's own. */
export const FRONT_DOOR: Refusals = {
  unknownMember: (what) => invalidContent(noMember(what)),
  wrongType: (what) => invalidContent(noValue(what)),
  notOneOf: (what) => invalidContent(noValue({ ...what, type: 'System.Enum' })),
  outOfRange: ({ path, value, range }) =>
    invalidContent(`The value ${String(value)} of '${path}' is out of range. ${between(range)}`),
  wrongLength: ({ path, size, length }) =>
    invalidContent(`The length ${size} of '${path}' is out of range. ${between(length)}`),
  wrongFormat: ({ path, value }) => invalidContent(`The value '${value}' of '${path}' is invalid.`),
  missing: ({ path }) =>
    invalidContent(`Required property '${path.split('.').at(-1)}' not found in JSON. Path '${path}'.`),
  missingId: ({ path }) => invalidContent(`Required property 'id' not found in JSON. Path '${path}'.`),
  invalidId,
};

const bad = (message: string) => new ArmError(400, 'BadRequest', message);

export const INSIGHTS: Refusals = {
  unknownMember: (what) => invalidContent(noMember(what)),
  wrongType: (what) => invalidContent(noValue(what)),
  notOneOf: ({ path, value, values }) =>
    bad(
      `The property '${path}' has an invalid value '${value}'. The values allowed are ${values.join(', ')}.`,
    ),
  outOfRange: ({ path, value, range }) =>
    bad(`The property '${path}' has an invalid value '${String(value)}'. ${between(range)}`),
  wrongLength: ({ path, size, length }) =>
    bad(`The property '${path}' has ${size} items or characters. ${between(length)}`),
  wrongFormat: ({ path, value }) => bad(`The property '${path}' has an invalid value '${value}'.`),
  missing: ({ path }) => bad(`The property '${path}' is required and must not be null.`),
  missingId: ({ path }) => bad(`The property '${path}' is required and must not be null.`),
  invalidId,
};
