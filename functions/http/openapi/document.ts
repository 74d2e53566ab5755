import type * as z from 'zod';
import { ANSWERS } from '../operations/answers.ts';
import { ProblemDetails } from '../../../shared/view/service-answers.ts';
import { BODIES } from '../operations/bodies.ts';
import { OPERATION_IDS, type OperationId, OPERATIONS } from '../operations/index.ts';
import { EVERYWHERE, type Operation } from '../operations/operation.ts';
import { IF_CHANGED } from '../operations/parameters.ts';
import { TITLES } from '../problem-details.ts';
import { components, inline, type JsonSchema, pointerTo } from './schemas.ts';

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

/** Of everything that is read. */
const READ = { etag: 'Of what is answered, for If-None-Match.' };

const TAGS = {
  fleets: 'Fleets of machines, and what is known of them.',
  rollouts: 'Rollouts of new images.',
  events: 'Word that a scale set may have changed.',
  service: 'This service itself.',
};

/** The HTTP API as an OpenAPI 3.1 document, made from the table of operations and nothing else. */
export function openApiDocument(): object {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Fleet Conductor',
      version: '1',
      description: 'Keeps fleets of virtual machines deployed, registered and true, and rolls images out.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ functionKey: [] }, { signIn: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: {
      schemas: { ...components(BODIES, 'input'), ...components(ANSWERS, 'output') },
      securitySchemes: {
        functionKey: {
          ...{ type: 'apiKey', in: 'header', name: 'x-functions-key' },
          description: 'A key of the function app; also as ?code=.',
        },
        signIn: {
          ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          description: 'A token of Microsoft Entra ID for the app registration, with one of its roles.',
        },
      },
    },
  };
}

function paths(): Record<string, JsonSchema> {
  const all: Record<string, JsonSchema> = {};
  for (const id of OPERATION_IDS) {
    const { route, method } = OPERATIONS[id];
    const path = (all[`/api/${route}`] ??= {});
    path[method.toLowerCase()] = told(id, OPERATIONS[id]);
  }
  return all;
}

function told(operationId: OperationId, operation: Operation): JsonSchema {
  const { tag, summary, description, role, body, method, isOpen } = operation;
  const needed = isOpen ? 'Needs no role.' : `Needs the role ${role}.`;
  return {
    ...{ operationId, tags: [tag], summary },
    description: description === undefined ? needed : `${description} ${needed}`,
    ...(isOpen ? { security: [] } : { 'x-role': role }),
    parameters: [
      ...parameters(operation.path, 'path'),
      ...parameters(operation.query, 'query'),
      ...parameters(method === 'GET' ? IF_CHANGED : operation.header, 'header'),
    ],
    ...(body ? { requestBody: requestBody(body) } : {}),
    responses: responses(operation),
  };
}

function parameters(named: Record<string, z.ZodType> = {}, where: 'path' | 'query' | 'header'): JsonSchema[] {
  return Object.entries(named).map(([name, schema]) => {
    const { description, ...form } = inline(schema);
    const required = where === 'path' || !schema.safeParse(undefined).success;
    return {
      ...{ name, in: where, required },
      ...(description === undefined ? {} : { description }),
      schema: form,
    };
  });
}

function requestBody({ schema, isOptional = false, mayBeYaml = false }: NonNullable<Operation['body']>) {
  const form = { schema: pointerTo(schema, BODIES) };
  const content = { [JSON_TYPE]: form, ...(mayBeYaml ? { [YAML_TYPE]: form } : {}) };
  return { required: !isOptional, content };
}

const UNCHANGED = { 304: { description: 'What is known already still holds.', headers: headersOf(READ) } };

function responses({ answers, problems, method }: Operation): JsonSchema {
  const good = Object.entries(answers).map(([status, { description, schema, headers, type = JSON_TYPE }]) => [
    status,
    {
      description,
      ...(headers || method === 'GET'
        ? { headers: headersOf({ ...(method === 'GET' ? READ : {}), ...headers }) }
        : {}),
      ...(schema ? content(type, schema) : {}),
    },
  ]);
  const bad = [...problems, ...EVERYWHERE].map((status) => [
    String(status),
    { description: TITLES[status], ...content('application/problem+json', ProblemDetails) },
  ]);
  return { ...Object.fromEntries([...good, ...bad]), ...(method === 'GET' ? UNCHANGED : {}) } as JsonSchema;
}

function headersOf(headers: Record<string, string>): JsonSchema {
  const told = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return Object.fromEntries(told) as JsonSchema;
}

function content(type: string, schema: z.ZodType) {
  return { content: { [type]: { schema: pointerTo(schema, ANSWERS) } } };
}
