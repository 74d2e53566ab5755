import { notSimulated } from '../errors.ts';
import type { Scope } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, valueAt, without, type JsonObject } from '../json.ts';
import { namespaceOf, providerBody } from '../resources/providers.ts';
import { Allowance } from './allowance.ts';
import { evaluated, invalidTemplate, type Functions } from './expression.ts';

/** One resource a template asks for, evaluated. */
export interface TemplateResource {
  id: string;
  apiVersion: string;
  body: JsonObject;
}

/** What a template is deployed with. */
export interface Setting {
  scope: Scope;
  location: string;
  template: JsonObject;
  /** Values by name. */
  parameters: JsonObject;
  /** The properties of a resource, for `reference`. */
  reference: (id: string) => unknown;
}

const HEAD = ['type', 'name', 'apiVersion', 'dependsOn', 'condition', 'comments', 'scope'];

/** The resources of a template, each after those it depends on. */
export function resourcesOf(setting: Setting): TemplateResource[] {
  const functions = functionsOf(setting);
  const listed = listAt(setting.template, 'resources').map((resource) => {
    if (!isObject(resource)) throw invalidTemplate('A resource of the template is not an object.');
    if (resource.copy !== undefined || resource.resources !== undefined || resource.scope !== undefined)
      throw notSimulated('template with', 'copy, nested resources or scope');
    return evaluated(resource, functions) as JsonObject;
  });
  return ordered(
    listed.filter(({ condition }) => condition !== false),
    setting.scope,
  );
}

/** The outputs of a template, once its resources are there. */
export function outputsOf(setting: Setting): JsonObject {
  const functions = functionsOf(setting);
  const outputs = Object.entries(objectAt(setting.template, 'outputs')).map(([name, output]) => {
    const type = textAt(output, 'type')?.toLowerCase();
    return [
      name,
      { type: TYPES.get(type ?? '') ?? type, value: evaluated(objectAt(output).value, functions) },
    ];
  });
  return Object.fromEntries(outputs) as JsonObject;
}

/** Types of outputs as ARM spells them in an answer. */
const TYPES = new Map(
  ['Object', 'String', 'Array', 'Int', 'Bool'].map((name) => [name.toLowerCase(), name] as const),
);

function ordered(resources: JsonObject[], scope: Scope): TemplateResource[] {
  const waiting = resources.map((body) => ({ body, id: idOf(body, scope) }));
  const done: Array<{ body: JsonObject; id: string }> = [];
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ body }) => !dependsOnAny(body, waiting));
    if (at < 0) throw invalidTemplate('Circular dependency detected on resources of the template.');
    done.push(...waiting.splice(at, 1));
  }
  return done.map(({ body, id }) => ({
    id,
    apiVersion: textAt(body, 'apiVersion') ?? '',
    body: without(body, ...HEAD),
  }));
}

/** A dependency is an id, `type/name`, or a name alone. */
function dependsOnAny(body: JsonObject, others: Array<{ body: JsonObject; id: string }>): boolean {
  const wanted = listAt(body, 'dependsOn').map((one) => String(one).toLowerCase().replace(/^\//, ''));
  return others.some((other) => {
    if (other.body === body) return false;
    const names = [other.id.slice(1), shortId(other.id), textAt(other.body, 'name') ?? ''].map((name) =>
      name.toLowerCase(),
    );
    return wanted.some((one) => names.includes(one));
  });
}

function shortId(id: string): string {
  return id.slice(id.indexOf('/providers/') + '/providers/'.length);
}

function idOf(body: JsonObject, scope: Scope): string {
  const [type, name] = [textAt(body, 'type') ?? '', textAt(body, 'name') ?? ''];
  return idText(scope, type, name.split('/'));
}

function idText({ subscription, resourceGroup }: Scope, type: string, names: unknown[]): string {
  const [namespace = '', ...types] = type.split('/');
  if (types.length === 0 || types.length !== names.length)
    throw invalidTemplate(
      `The type '${type}' and the name '${names.join('/')}' do not have as many segments.`,
    );
  const path = types.map((part, index) => `${part}/${String(names[index])}`).join('/');
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${namespace}/${path}`;
}

function functionsOf(setting: Setting): Functions {
  const { scope, location, template, parameters, reference } = setting;
  const allowance = new Allowance();
  const group = `/subscriptions/${scope.subscription}/resourceGroups/${scope.resourceGroup}`;
  const functions: Functions = {
    concat: (...args) => (args.every(Array.isArray) ? args.flat() : args.map(String).join('')),
    format: (text, ...args) =>
      String(text).replace(/\{(\d+)\}/g, (_, index) => allowance.drawn(String(args[Number(index)]))),
    toLower: (text) => String(text).toLowerCase(),
    toUpper: (text) => String(text).toUpperCase(),
    resourceId: (...args) => {
      const at = args.findIndex((arg) => String(arg).includes('/'));
      const resourceGroup = at > 0 ? String(args[at - 1]) : scope.resourceGroup;
      const subscription = at > 1 ? String(args[at - 2]) : scope.subscription;
      return idText({ subscription, resourceGroup }, String(args[at]), args.slice(at + 1));
    },
    subscription: () => ({ id: `/subscriptions/${scope.subscription}`, subscriptionId: scope.subscription }),
    resourceGroup: () => ({ id: group, name: scope.resourceGroup, location }),
    parameters: (name) => parameterOf(String(name), { template, parameters }),
    variables: (name) => {
      const value = valueAt(template, 'variables', String(name));
      if (value === undefined) throw invalidTemplate(`The template variable '${String(name)}' is not found.`);
      return allowance.inside(String(name), () => evaluated(value, functions));
    },
    providers: (namespace, type) => {
      const known = listAt(providerBody(namespaceOf(String(namespace)) ?? ''), 'resourceTypes');
      return known.find((one) => textAt(one, 'resourceType') === type);
    },
    reference: (target) =>
      reference(String(target).startsWith('/') ? String(target) : `${group}/providers/${String(target)}`),
  };
  const drawing = Object.entries(functions).map(([name, run]): [string, Functions[string]] => [
    name,
    (...args) => allowance.drawn(run(...args)),
  ]);
  return Object.assign(functions, Object.fromEntries(drawing));
}

function parameterOf(
  name: string,
  { template, parameters }: { template: JsonObject; parameters: JsonObject },
): unknown {
  const declared = valueAt(template, 'parameters', name);
  if (!isObject(declared)) throw invalidTemplate(`The template parameter '${name}' is not found.`);
  const value = valueAt(parameters, name) ?? declared.defaultValue;
  if (value !== undefined) return value;
  throw invalidTemplate(`The value for the template parameter '${name}' is not provided.`);
}
