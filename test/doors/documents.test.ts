import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { SCHEMAS } from '../../functions/http/schemas/index.ts';
import { GIVEN } from '../policies/examples.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

const YAML = { 'content-type': 'application/yaml' };
const EXAMPLES = join(__dirname, '../../docs/examples');
const example = (name: string) => readFileSync(join(EXAMPLES, name), 'utf8');

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const CROOKED = [
  `scaleSet: ${fleetOver('web').scaleSet}`,
  'octopus:',
  '  environment: Production',
  '  roles: [web-server, ""]',
  'prune:',
  '  maxPerRun: many',
  'colour: blue',
].join('\n');
const CROOKED_PLACES = [
  { path: 'octopus.roles[1]', line: 4, column: 23 },
  { path: 'prune.maxPerRun', line: 6, column: 3 },
  { path: 'colour', line: 7, column: 1 },
];

describe('a fleet as YAML', () => {
  test('is put as the same in JSON is', async () => {
    const text = example('web-fleet.yaml');
    expect(parse(text)).toEqual(JSON.parse(example('web-fleet.json')));
    const put = await app.send('PUT', '/api/fleets/web', { body: text, headers: YAML });
    expect(put).toMatchObject({ status: 201, json: parse(text) as object });
  });

  test('is told all that is wrong with it, with line and column', async () => {
    const problem = problemOf(await app.send('PUT', '/api/fleets/bad', { body: CROOKED, headers: YAML }));
    expect(problem).toMatchObject({ status: 400, code: 'invalidBody' });
    expect(problem.errors).toHaveLength(3);
    expect(problem.errors).toEqual(
      expect.arrayContaining(CROOKED_PLACES.map((place) => expect.objectContaining(place))),
    );
  });

  test('is told where it is no YAML', async () => {
    const body = 'scaleSet: "open\nprune: {}\n';
    const problem = problemOf(await app.send('PUT', '/api/fleets/bad', { body, headers: YAML }));
    expect(problem).toMatchObject({
      status: 400,
      errors: [{ path: '', message: expect.stringMatching(/is not YAML/) as unknown }],
    });
    expect(problem.errors?.[0]?.line).toBeGreaterThan(0);
  });

  test('in JSON its problems have places too', async () => {
    const body = '{\n  "scaleSet": "none",\n    "colour": 1\n}';
    const { errors } = problemOf(await app.send('PUT', '/api/fleets/bad', { body }));
    expect(errors).toEqual([
      expect.objectContaining({ path: 'scaleSet', line: 2, column: 3 }),
      expect.objectContaining({ path: 'colour', line: 3, column: 5 }),
    ]);
  });
});

describe('a document that is only to be judged', () => {
  const judge = async (body: string, query = '') => {
    const { status, json } = await app.send('POST', `/api/validate${query}`, { body, headers: YAML });
    return { status, ...(json as { kind: string; isValid: boolean; errors: object[] }) };
  };

  test.each(readdirSync(EXAMPLES).filter((name) => /\.(?:yaml|json)$/.test(name)))(
    'docs/examples/%s is sound',
    async (name) => {
      const kind = name.includes('fleet') ? 'fleet' : 'policy';
      const text = example(name);
      const parameters = GIVEN[name];
      const verdict = await judge(parameters ? JSON.stringify({ policy: text, parameters }) : text);
      expect(verdict).toEqual({ status: 200, kind, isValid: true, errors: [] });
    },
  );

  test('is told all that is wrong with it, and leaves no trace', async () => {
    const verdict = await judge(CROOKED);
    expect(verdict).toMatchObject({ status: 200, kind: 'fleet', isValid: false });
    expect(verdict.errors).toEqual(
      expect.arrayContaining(CROOKED_PLACES.map((place) => expect.objectContaining(place))),
    );
    expect((await app.send('GET', '/api/fleets')).json).toMatchObject({ items: [{ name: 'web' }] });
  });

  test('a policy of a fleet that there is not is told so', async () => {
    const verdict = await judge('fleet: nowhere\nbasic: {}\n', '?kind=policy');
    expect(verdict).toMatchObject({ kind: 'policy', isValid: false });
    expect(verdict.errors).toContainEqual({
      ...{ path: 'fleet', message: 'There is no fleet nowhere.', line: 1, column: 1 },
    });
  });

  test('is refused as a kind that there is not', async () => {
    const answer = await app.send('POST', '/api/validate?kind=pod', { body: 'a: 1', headers: YAML });
    expect(problemOf(answer).status).toBe(400);
  });
});

describe('the schemas', () => {
  test.each(Object.entries(SCHEMAS))('%s is there for editors', async (name, schema) => {
    const { status, json } = await app.send('GET', `/api/schemas/${name}`);
    expect(status).toBe(200);
    expect(json).toEqual(JSON.parse(JSON.stringify(schema())));
  });

  test('another is not', async () => {
    const problem = problemOf(await app.send('GET', '/api/schemas/pod.schema.json'));
    expect(problem).toMatchObject({ status: 404, code: 'schemaUnknown' });
  });
});
