import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openApiDocument } from '../../functions/http/openapi/document.ts';
import { OPERATION_IDS, OPERATIONS } from '../../functions/http/operations/index.ts';
import { expectDeclared } from '../support/declared.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

const committed = readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8');

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

test('the committed document is what `npm run openapi` makes', () => {
  expect(committed).toBe(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
});

test('the API answers the document itself', async () => {
  const { status, json } = await app.send('GET', '/api/openapi.json');
  expect(status).toBe(200);
  expect(json).toEqual(JSON.parse(committed));
});

test('people read it on a page that loads nothing and runs nothing', async () => {
  const { status, headers, text } = await app.send('GET', '/api/docs');
  expect(status).toBe(200);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  for (const id of OPERATION_IDS) expect(text).toContain(`id="${id}"`);
  expect(text).not.toMatch(/<script|https?:\/\/[^"]*\.(?:js|css)|src=/);
  const anchors = new Set([...text.matchAll(/ id="(\w+)"/g)].map(([, id]) => id));
  for (const [, target] of text.matchAll(/href="#(\w+)"/g)) expect(anchors).toContain(target);
});

test('what the host has registered is the table, and the pages beside it', () => {
  const registered = app.inside.host
    .functions()
    .filter(({ kind }) => kind === 'http')
    .map(({ name }) => name);
  expect(registered.sort()).toEqual([...OPERATION_IDS, 'dashboard'].sort());
});

test('every parameter of a route is declared', () => {
  for (const id of OPERATION_IDS) {
    const { route, path = {} } = OPERATIONS[id];
    const named = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect([id, Object.keys(path)]).toEqual([id, named]);
  }
});

describe('an answer that is not declared is found', () => {
  const fleets = {
    ...{ method: 'GET', url: 'http://host/api/fleets', contentType: 'application/json' },
    ...{ status: 200, text: '{"items":[]}' },
  };

  test.each([
    ['by its status', { status: 418 }],
    ['by its media type', { contentType: 'text/plain' }],
    ['by a member that is missing', { text: '{}' }],
    ['by a member too many', { text: '{"items":[],"more":1}' }],
    ['by a member deep inside', { text: '{"items":[{"name":"web"}]}' }],
  ])('%s', (_what, otherwise) => {
    expect(() => expectDeclared(fleets)).not.toThrow();
    expect(() => expectDeclared({ ...fleets, ...otherwise })).toThrow('GET /api/fleets answered');
  });
});
