import { isObject, listAt, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';

export interface Located {
  schema: unknown;
  file: string;
}
export type Resolve = (reference: string, file: string) => Located;

interface Position {
  /** Where in the body. */
  at: string;
  resolve: Resolve;
}

/** Seen on real traffic and not in the specification of the version held. */
const SEEN_ON_THE_WIRE = [
  /^\.value\[\d+\]\.type$|^\.type$/,
  /properties\.(timeCreated|hibernate)$/,
  /(backendAddressPools|loadBalancerBackendAddresses|frontendIPConfigurations|loadBalancingRules|probes|inboundNatRules|outboundRules)\[\d+\]\.type$/,
  /properties\.(allowBackendPortConflict|enableDestinationServiceEndpoint|hostedWorkloads|tapConfigurations|inboundNatRulesPortMapping|resourceGuid|exactVersion)$/,
  /loadBalancerBackendAddresses\[\d+\]\.(id|etag|type|properties\.(provisioningState|networkInterfaceIPConfiguration\.id))$/,
  /platformUpdateDomain$|platformFaultDomain$/,
  /instanceView\.(computerName|osName|osVersion|hyperVGeneration)$/,
  /^\.(computerName|osName|osVersion|hyperVGeneration)$/,
  /resources\[\d+\]\.(name|id|type|location)$/,
  /requireGuestProvisionSignal$|resilientVMDeletionStatus$/,
  /metricTrigger\.dimensions$|zones\[0\]$/,
  /^\.value\[\d+\]\.properties\.(priority|evictionPolicy)$/,
  /predictiveAutoscalePolicy\.scaleLookAheadTime$/,
];

/** What is wrong with a value by an OpenAPI 2 schema: types, missing required fields, and fields nobody knows. */
export function problemsWith(located: Located, value: unknown, position: Position): string[] {
  const { schema, file } = settled(located, position.resolve);
  if (!isObject(schema)) return [];
  if (value === null)
    return wireAllows(position.at) || schema['x-nullable'] === true ? [] : [`${position.at} is null`];
  if (Array.isArray(value)) return listProblems({ schema, file }, value, position);
  if (isObject(value)) return objectProblems({ schema, file }, value, position);
  return typeProblems(schema, value, position.at);
}

function settled(located: Located, resolve: Resolve): Located {
  let current = located;
  for (let ref = textAt(current.schema, '$ref'); ref !== undefined; ref = textAt(current.schema, '$ref'))
    current = resolve(ref, current.file);
  return current;
}

function listProblems(
  { schema, file }: { schema: JsonObject; file: string },
  value: unknown[],
  position: Position,
): string[] {
  if (schema.type !== 'array') return [`${position.at} must not be a list`];
  return value.flatMap((item, index) =>
    problemsWith({ schema: schema.items, file }, item, { ...position, at: `${position.at}[${index}]` }),
  );
}

function objectProblems(
  located: { schema: JsonObject; file: string },
  value: JsonObject,
  position: Position,
): string[] {
  const { schema, file } = located;
  if (schema.type !== undefined && schema.type !== 'object')
    return [`${position.at} must be a ${JSON.stringify(schema.type)}`];
  const shape = shapeOf(located, position.resolve);
  const missing = shape.required
    .filter((name) => value[name] === undefined)
    .map((name) => `${position.at}.${name} is missing`);
  if (shape.properties.size === 0 && schema.additionalProperties === undefined) return missing;
  const inside = Object.entries(value).flatMap(([name, part]) => {
    if (part === undefined) return [];
    const at = `${position.at}.${name}`;
    const known = shape.properties.get(name);
    if (known) return problemsWith(known, part, { ...position, at });
    if (shape.additional !== undefined)
      return problemsWith({ schema: shape.additional, file }, part, { ...position, at });
    return wireAllows(at) ? [] : [`${at} is unknown`];
  });
  return [...missing, ...inside];
}

interface Shape {
  properties: Map<string, Located>;
  required: string[];
  additional?: unknown;
}

function shapeOf({ schema, file }: { schema: JsonObject; file: string }, resolve: Resolve): Shape {
  const properties = new Map<string, Located>();
  const required: string[] = [];
  let additional: unknown = isObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
  for (const part of listAt(schema, 'allOf')) {
    const base = settled({ schema: part, file }, resolve);
    if (!isObject(base.schema)) continue;
    const shape = shapeOf({ schema: base.schema, file: base.file }, resolve);
    shape.properties.forEach((value, name) => properties.set(name, value));
    required.push(...shape.required);
    additional ??= shape.additional;
  }
  for (const [name, property] of Object.entries(objectAt(schema, 'properties')))
    properties.set(name, { schema: property, file });
  required.push(...listAt(schema, 'required').map(String));
  return { properties, required, additional };
}

function typeProblems(schema: JsonObject, value: unknown, at: string): string[] {
  const wanted = schema.type === 'integer' ? 'number' : schema.type;
  if (wanted === undefined || typeof value === wanted) return closedEnumProblems(schema, value, at);
  return [`${at} must be a ${String(schema.type)}, not ${JSON.stringify(value)}`];
}

function closedEnumProblems(schema: JsonObject, value: unknown, at: string): string[] {
  const open = objectAt(schema, 'x-ms-enum').modelAsString === true;
  if (!Array.isArray(schema.enum) || open) return [];
  const known = schema.enum.map((item) => String(item).toLowerCase());
  return known.includes(String(value).toLowerCase()) ? [] : [`${at} must be one of ${known.join(', ')}`];
}

function wireAllows(at: string): boolean {
  return SEEN_ON_THE_WIRE.some((pattern) => pattern.test(at));
}
