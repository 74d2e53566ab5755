import { describe, expect, test } from '@jest/globals';
import { formatOf } from '../../functions/policies/parse-document.ts';
import { readPolicy, withLateFacts } from '../../functions/policies/read-policy.ts';
import { policySchema } from '../../functions/http/schemas/policy-schema.ts';
import { IMAGE } from '../unit/domain/rollout/rollout-run.ts';
import { errorsOf, exampleText, factsOf, readText, readValue } from './examples.ts';

const TWICE = 'has a key that is there before, in the same object';
const BASIC = { fleet: 'web', image: IMAGE, basic: {} };
const json = (text: string) => readPolicy({ document: { text, format: 'json' }, factsOf });

describe('what it comes in', () => {
  test.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/vnd.shop+json', 'json'],
    ['application/yaml', 'yaml'],
    ['text/yaml', 'yaml'],
    ['Application/X-YAML', 'yaml'],
    ['text/x-yaml;charset=utf-8', 'yaml'],
    ['application/vnd.shop+yaml', 'yaml'],
    ['text/plain', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (contentType, format) => {
    expect(formatOf(contentType)).toBe(format);
  });

  test('JSON and YAML say the same', async () => {
    const asYaml = await readText(`fleet: web\nimage: { version: ${IMAGE.version} }\nbasic: {}\n`);
    expect(asYaml).toMatchObject({ ok: true });
    expect(await json(JSON.stringify(BASIC, null, 2))).toEqual(asYaml);
    expect(await readValue(BASIC)).toEqual(asYaml);
  });
});

describe('everything that is wrong is told at once', () => {
  test('with its path and its line', async () => {
    const text = [
      'parameters:',
      '  - name: size',
      '    type: number',
      'fleet: Web',
      'image:',
      '  version: web:1.2.0',
      'canary:',
      '  steps:',
      '    - upgrade: 101%',
      '    - verify:',
      '        probe: { url: "http://${host}/", expects: 200 }',
      '        count: ${size}',
      'basic: {}',
      'timeout: PT5M',
    ].join('\n');
    const read = await readText(text, { sise: 3 });
    expect(read.ok || read.errors.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '1 parameters.sise',
      '1 parameters.size',
      '11 canary.steps[1].verify.probe.url',
      '4 fleet',
      '6 image.version',
      '9 canary.steps[0].upgrade',
      '11 canary.steps[1].verify.probe.expects',
      '14 timeout',
      'undefined ',
    ]);
  });

  test('what a parameter of no value would have been is told once', async () => {
    const policy = { ...BASIC, parameters: [{ name: 'how' }], onFailure: '${how}' };
    expect(await errorsOf(readValue(policy))).toEqual([
      'parameters.how: Give how, a string: the policy has no default for it.',
    ]);
    expect(await errorsOf(readValue({ ...policy, parameters: [{ name: 'how', odd: 1 }] }))).toEqual([
      'parameters[0].odd: There is no such property.',
    ]);
  });

  test.each<[what: string, parameters: unknown, error: string]>([
    ['of a fact’s name', [{ name: 'revision' }], 'parameters[0].name: is the name of a fact of the rollout'],
    [
      'twice',
      [
        { name: 'a', default: 'x' },
        { name: 'a', default: 'x' },
      ],
      'parameters[1].name: there is another a',
    ],
    [
      'with a default of another type',
      [{ name: 'a', default: 1 }],
      'parameters[0].default: must be a string',
    ],
    [
      'with a default that is not allowed',
      [{ name: 'a', default: 'x', allowed: ['y'] }],
      'parameters[0].default: is not one of the allowed values',
    ],
    ['not as a list', { a: 1 }, 'parameters: Invalid input: expected array, received object'],
  ])('a parameter %s', async (_what, parameters, error) => {
    expect(await errorsOf(readValue({ ...BASIC, parameters }))).toEqual([error]);
  });

  test('an unknown fleet', async () => {
    expect(await errorsOf(readValue({ ...BASIC, fleet: 'shop' }))).toEqual([
      'fleet: There is no fleet shop.',
    ]);
  });

  test.each([null, 1, 'text', [BASIC]])('%j is no policy', async (value) => {
    expect(await errorsOf(readValue(value))).toEqual([': must be an object']);
  });
});

describe('every member of a policy', () => {
  interface Schema {
    properties?: Record<string, Schema>;
    required?: string[];
    items?: Schema;
    anyOf?: Schema[];
    type?: string;
  }
  const EXAMPLES = ['rollout-canary.yaml', 'rollout-blue-green.yaml'];

  /** Each member of the schema, with its path; the first choice stands for all. */
  function members(schema: Schema, path: string[] = []): { path: string[]; isRequired: boolean }[] {
    const object = [schema, ...(schema.anyOf ?? [])].find((each) => each.properties ?? each.items);
    if (object?.items) return members(object.items, [...path, '0']);
    return Object.entries(object?.properties ?? {}).flatMap(([name, member]) => [
      { path: [...path, name], isRequired: object?.required?.includes(name) === true },
      ...members(member, [...path, name]),
    ]);
  }

  /** The least that there can be around a place, with this in it. */
  function around([key = '', ...rest]: string[], value: unknown): unknown {
    if (key === '') return value;
    return key === '0' ? [around(rest, value)] : { [key]: around(rest, value) };
  }

  const all = members(policySchema() as Schema).filter(({ path }) => path[0] !== 'parameters');

  test('there are many', () => {
    expect(all.length).toBeGreaterThan(150);
  });

  test('is told by its path when it is of a wrong type', async () => {
    for (const { path } of all) {
      const said = path.reduce((text, key) => (key === '0' ? `${text}[0]` : `${text}.${key}`), '').slice(1);
      // A symbol of nothing that any member takes; a list within a list neither.
      const read = await readValue({ ...BASIC, basic: undefined, ...(around(path, [[null]]) as object) });
      const paths = read.ok ? [] : read.errors.map((error) => error.path);
      expect([said, paths.some((each) => each.startsWith(said))]).toEqual([said, true]);
    }
  });

  test('is told by its path when it must be there and is not', async () => {
    for (const { path } of all.filter(({ isRequired }) => isRequired)) {
      const said = path.reduce((text, key) => (key === '0' ? `${text}[0]` : `${text}.${key}`), '').slice(1);
      const nothing = path.length === 1 ? { [said]: undefined } : around(path.slice(0, -1), {});
      const read = await readValue({ ...BASIC, basic: undefined, ...(nothing as object) });
      const paths = read.ok ? [] : read.errors.map((error) => error.path);
      expect([said, paths.includes(said)]).toEqual([said, true]);
    }
  });

  test('beside it, rules over several members are told too', async () => {
    expect(
      await errorsOf(readValue({ fleet: 5, image: {}, canary: { steps: [{ verify: { count: 'x' } }] } })),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^fleet: /),
        expect.stringMatching(/^image: an image is exactly one of/),
        expect.stringMatching(/^canary\.steps\[0\]\.verify\.count: /),
        expect.stringMatching(/^canary\.steps\[0\]\.verify: names nothing to verify/),
      ]),
    );
    for (const name of EXAMPLES) expect(await readText(exampleText(name))).toMatchObject({ ok: true });
  });
});

describe('a template', () => {
  const text = exampleText('rollout-template.yaml');

  test('is filled in from what is given, its defaults, and the facts of its fleet', async () => {
    const read = await readText(text, { app: 'web', version: '2.0.0', first: 2 });
    expect(read.ok && [read.policy.image, read.policy.canary?.steps.slice(0, 2)]).toMatchObject([
      {
        version:
          '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-demo/providers/Microsoft.Compute/galleries/demo/images/web/versions/2.0.0',
      },
      [
        { upgrade: 2 },
        { verify: { webhook: { url: 'https://gate.example/outer/web?revision=${revision}' } } },
      ],
    ]);
  });

  test('what its plan makes known is filled in then', async () => {
    const read = await readText(text, { app: 'web', version: '2.0.0' });
    if (!read.ok) throw new Error('it could not be read');
    const steps = withLateFacts(read.policy, { revision: 7, unit: 'web__7' }).canary?.steps;
    expect(steps?.[1]?.verify?.webhook?.url).toBe('https://gate.example/outer/web?revision=7');
  });

  test('says all that it was given wrongly', async () => {
    expect(await errorsOf(readText(text, { app: 'web', first: '2', ring: 'middle', other: 1 }))).toEqual([
      'parameters.other: The policy has no parameter other; it has app, version, first, ring.',
      'parameters.version: Give version, a string: the policy has no default for it.',
      'parameters.first: first must be a number.',
      'parameters.ring: ring must be one of inner, outer.',
    ]);
  });

  test('what is known only from the plan cannot decide the plan', async () => {
    const image = { version: IMAGE.version.replace('1.2.0', '1.${revision}.0') };
    expect(await errorsOf(readValue({ ...BASIC, image }))).toEqual([
      'image.version: ${revision} is known only once the rollout is planned: use it in the addresses of probes and webhooks.',
    ]);
  });
});

describe('a text that means harm', () => {
  const errors = async (text: string) => {
    const read = await readText(text);
    return read.ok ? [] : read.errors;
  };
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghij'].map((name, index) => {
      const before = 'abcdefghi'[index];
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
    }),
  ].join('\n');

  test.each<[what: string, text: string, error: object]>([
    ['aliases of aliases', bomb, { path: '', message: 'has aliases for more than 100 values' }],
    ['an alias of itself', 'fleet: &a [*a]', { path: '' }],
    ['brackets without end', '['.repeat(30_000), { path: '' }],
    ['brackets that close', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, { path: '' }],
    ['dashes', '- '.repeat(30_000), { path: '' }],
    ['question marks', '? '.repeat(30_000), { path: '' }],
    [
      'lists in lists, by lines',
      Array.from({ length: 300 }, (_each, index) => `${' '.repeat(index)}-`).join('\n'),
      { path: '' },
    ],
    ['maps in maps', '{a: '.repeat(10_000), { path: '' }],
    [
      'deeper than any policy',
      `a: ${'['.repeat(25)}${']'.repeat(25)}`,
      { message: 'is nested more than 20 deep' },
    ],
    ['a key twice', 'fleet: web\nbasic: {}\nfleet: api\n', { line: 3, message: TWICE }],
    ['a tag', 'fleet: !!js/function "function () {}"\n', { line: 1, message: /is not YAML: Unresolved tag/ }],
    ['two documents', 'fleet: web\n---\nfleet: api\n', { path: '', line: 2 }],
    ['no YAML', 'fleet: [web\n', { path: '', message: /is not YAML/ }],
    ['too much', `# ${'x'.repeat(70_000)}`, { message: 'is longer than 64 KiB' }],
  ])('%s is refused, and soon', async (_what, text, error) => {
    const began = performance.now();
    const [first] = await errors(text);
    expect(performance.now() - began).toBeLessThan(3_000);
    for (const [name, value] of Object.entries(error) as [string, unknown][])
      if (value instanceof RegExp) expect(first?.message).toMatch(value);
      else expect(first).toMatchObject({ [name]: value });
  });

  test.each([
    ['a key twice', '{\n"fleet": "web",\n"fleet": "api"}', { line: 3, message: TWICE }],
    ['no JSON', '{"fleet": web}', { path: '' }],
    ['YAML that is called JSON', 'fleet: web', { path: '' }],
    ['brackets', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, { message: 'is nested more than 20 deep' }],
  ])('as JSON: %s', async (_what, text, error) => {
    const read = await json(text);
    expect(read.ok || read.errors[0]).toMatchObject(error);
  });

  test('an alias or two are a convenience', async () => {
    const text = exampleText('rollout-canary.yaml')
      .replace('verify:\n', 'verify: &look\n')
      .replace(/bake:[^]*?timeouts/, 'bake: { for: PT10M, verify: *look }\ntimeouts');
    expect(text).toContain('*look');
    const read = await readText(text);
    expect(read.ok && read.policy.canary?.steps[4]?.bake?.verify?.probe?.url).toBe(
      'http://{privateIp}:8080/health',
    );
  });

  test.each(['__proto__', 'constructor', 'toString'])('a member called %s is none', async (name) => {
    expect(
      await errorsOf(readText(`${exampleText('rollout-basic.yaml')}\n${name}: { fleet: api }\n`)),
    ).toEqual([`${name}: There is no such property.`]);
    expect(await errorsOf(readText('fleet: ${toString}\nbasic: {}', { toString: 'web' }))).toContain(
      'parameters.toString: The policy has no parameter toString; it has none.',
    );
  });

  test('an address with a password in it', async () => {
    const webhook = { url: 'https://me:hunter2@gate.example/' };
    expect(await errorsOf(readValue({ ...BASIC, basic: { verify: { webhook } } }))).toEqual([
      'basic.verify.webhook.url: must be a whole address, without a user or a password in it',
    ]);
  });
});
