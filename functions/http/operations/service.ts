import {
  CallerAnswer,
  HealthAnswer,
  HealthDetails,
  SettingsAnswer,
} from '../../../shared/view/service-answers.ts';
import { ApiPage, JsonSchema, MetricsText, OpenApiDocument, Verdict } from './answers.ts';
import { AnyDocument } from './bodies.ts';
import type { Operation } from './operation.ts';
import { KIND, SCHEMA } from './parameters.ts';

/** This installation, and this very API. */
export const SERVICE = {
  getCaller: {
    ...{ method: 'GET', route: 'me', tag: 'service', role: 'viewer' },
    summary: 'Who calls, and what they may do',
    answers: { 200: { description: 'The caller.', schema: CallerAnswer } },
    problems: [],
  },
  getSettings: {
    ...{ method: 'GET', route: 'settings', tag: 'service', role: 'viewer' },
    summary: 'The settings in force, without anything secret',
    answers: { 200: { description: 'The settings.', schema: SettingsAnswer } },
    problems: [],
  },
  getHealth: {
    ...{ method: 'GET', route: 'health', tag: 'service', role: 'viewer', isOpen: true },
    summary: 'Whether the app can do its work; for everybody, so without any details',
    answers: { 200: { description: 'It can.', schema: HealthAnswer } },
    problems: [],
  },
  getHealthDetails: {
    ...{ method: 'GET', route: 'health/details', tag: 'service', role: 'viewer' },
    summary: 'What waits, since when, and who outside keeps fleets from going on',
    answers: { 200: { description: 'What there is to say of it.', schema: HealthDetails } },
    problems: [],
  },
  getMetrics: {
    ...{ method: 'GET', route: 'metrics', tag: 'service', role: 'viewer' },
    summary: 'What this process has counted, for Prometheus',
    description: 'Only where TELEMETRY_PROMETHEUS is set, as it is on a machine of one’s own.',
    answers: {
      200: {
        description: 'The metrics.',
        schema: MetricsText,
        type: 'text/plain; version=0.0.4; charset=utf-8',
      },
    },
    problems: [404],
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
