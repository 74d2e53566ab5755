import { Accepted } from '../../../shared/view/answers.ts';
import { ApiPage, JsonSchema, OpenApiDocument, QuarantinePage, Verdict } from './answers.ts';
import { AnyDocument, ScaleNotice } from './bodies.ts';
import type { Operation } from './operation.ts';
import { KIND, PAGE, SCHEMA } from './parameters.ts';

/** The door for notices, what led to nothing there, and this very API. */
export const EVENTS = {
  postScaleEvent: {
    ...{ method: 'POST', route: 'scale-events', tag: 'events', role: 'operator', tells: true },
    isKeyed: true,
    summary: 'Takes word that a scale set may have changed',
    body: { schema: ScaleNotice },
    answers: {
      202: {
        description: 'The fleet looks soon.',
        schema: Accepted,
        headers: { location: 'Where the fleet is.' },
      },
    },
    problems: [400, 404, 413, 415],
  },
  refuseHandshake: {
    ...{ method: 'OPTIONS', route: 'scale-events', tag: 'events', role: 'operator' },
    isKeyed: true,
    summary: 'Says that no subscription of Event Grid can deliver here',
    answers: {},
    problems: [405],
  },
  listQuarantined: {
    ...{ method: 'GET', route: 'events/quarantined', tag: 'events', role: 'viewer' },
    summary: 'Events that led to nothing, and why, newest first',
    query: PAGE,
    answers: { 200: { description: 'A page of events.', schema: QuarantinePage } },
    problems: [400],
  },
  validate: {
    ...{ method: 'POST', route: 'validate', tag: 'service', role: 'viewer' },
    summary: 'What is wrong with a fleet or a policy, all of it and where; nothing is kept',
    query: KIND,
    body: { schema: AnyDocument, mayBeYaml: true },
    answers: { 200: { description: 'What there is to say of it.', schema: Verdict } },
    problems: [400, 413, 415],
  },
  getSchema: {
    ...{ method: 'GET', route: 'schemas/{schema}', tag: 'service', role: 'viewer' },
    summary: 'The JSON Schema of a document, for editors',
    path: SCHEMA,
    answers: { 200: { description: 'The schema.', schema: JsonSchema } },
    problems: [404],
  },
  readApiPage: {
    ...{ method: 'GET', route: 'docs', tag: 'service', role: 'viewer' },
    summary: 'This API as a page for people',
    answers: { 200: { description: 'The page.', schema: ApiPage, type: 'text/html; charset=utf-8' } },
    problems: [],
  },
  getOpenApi: {
    ...{ method: 'GET', route: 'openapi.json', tag: 'service', role: 'viewer' },
    summary: 'This API as an OpenAPI 3.1 document',
    answers: { 200: { description: 'The document.', schema: OpenApiDocument } },
    problems: [],
  },
} satisfies Record<string, Operation>;
