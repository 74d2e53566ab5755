import { expect, test } from '@jest/globals';
import { RESOURCE_GROUP, scaleSetId, SUBSCRIPTION } from '../../local/launcher/seed-outside.ts';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const VERIFY = {
  probe: { url: 'http://{privateIp}:8080/health', expect: 200, timeout: 'PT5S' },
  metric: { name: 'Percentage CPU', of: 'new', success: { below: 80 }, window: 'PT5M' },
  webhook: { url: 'https://example.com/gate', timeout: 'PT10S' },
  ...{
    interval: 'PT30S',
    count: 5,
    failureLimit: 1,
    errorLimit: 2,
    inconclusiveLimit: 3,
    initialDelay: 'PT0S',
  },
  dryRun: false,
};

/** Every field that a policy can have, once. */
const CANARY = {
  fleet: 'web',
  instances: { min: 0, max: 10, desired: 4 },
  credentials: { user: 'azureuser', sshPublicKey: { secret: 'web-ssh-key' } },
  canary: {
    resize: 'newFirst',
    steps: [
      { upgrade: '25%' },
      { verify: VERIFY },
      { pause: { untilApproved: true, timeout: 'P1D', onTimeout: 'rollback' } },
      { bake: { for: 'PT10M', verify: VERIFY } },
      { webhook: { url: 'https://example.com/gate', timeout: 'PT10S' } },
      { upgrade: '100%' },
    ],
  },
  timeouts: { steadyState: 'PT20M', overall: 'P2D' },
  onFailure: 'rollback',
};
const BLUE_GREEN = {
  fleet: 'web',
  blueGreen: {
    ...FRONT,
    drain: 'PT30S',
    steps: [{ upgrade: '100%' }, { swap: {} }, { downsize: { after: 'PT5M' } }],
  },
};

type Path = (string | number)[];

/** Each place of a document, with what it holds. */
function places(value: unknown, path: Path = []): [Path, unknown][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const key = (name: string) => (Array.isArray(value) ? Number(name) : name);
  return [
    ...(path.length > 0 ? [[path, value] as [Path, unknown]] : []),
    ...inside.flatMap(([name, part]) => places(part, [...path, key(name)])),
  ];
}

/** The document with another value at that place. */
function withAt(document: object, path: Path, value: unknown): object {
  const copy = structuredClone(document);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  (parent as Record<string, unknown>)[String(path.at(-1))] = value;
  return copy;
}

/** Nothing that the place could hold, of any type that it could have. */
function wrongFor(value: unknown, name: unknown): unknown[] {
  if (Array.isArray(value)) return ['x', 7, {}, null];
  switch (typeof value) {
    case 'object':
      return ['x', 7, [], null, { ...value, surprise: true }];
    case 'string':
      return [{}, [], true, null, ''];
    case 'number':
      // A bound may be any number.
      return ['many', {}, null, ...(name === 'below' ? [] : [-1, 1e9])];
    default:
      return ['perhaps', 7, {}, null];
  }
}

interface Refusal {
  code: string;
  nextStep?: string;
  errors?: { path: string; message: string }[];
}

/** Refused, with a problem at the place itself, what it is in, or something in it. */
function isRefused(answer: { status: number; body: unknown }, path: Path): boolean {
  const { errors = [] } = answer.body as Refusal;
  const place = path
    .reduce<string>((at, key) => `${at}${typeof key === 'number' ? `[${key}]` : `.${key}`}`, '')
    .slice(1);
  const isThere = errors.some((each) => each.path.startsWith(place) || place.startsWith(each.path));
  return answer.status === 400 && isThere && errors.every(({ message }) => message !== '');
}

/** Whatever was asked was refused: Azure was not written to, and there is no rollout. */
async function nothingWasChanged({ azure, before, rollouts, world }: Rehearsal): Promise<void> {
  const writes = Object.keys(world.outside.arm.calls()).filter((call) => !call.startsWith('GET '));
  expect(writes).toEqual([]);
  expect(await azure.read()).toEqual(before);
  expect(await rollouts.list()).toEqual([]);
}

async function given(it: Rehearsal): Promise<void> {
  await it.rollouts.theDemoFleet({ octopus: false });
  it.before = await it.azure.read();
  it.world.outside.arm.resetCalls();
}

test.each([
  ['a canary', CANARY],
  ['a blue/green rollout', BLUE_GREEN],
])('each field of %s that is of a wrong type or value is refused at its place', (_, policy) =>
  rehearse(async (it) => {
    await given(it);
    const taken: string[] = [];
    for (const [path, value] of places(policy)) {
      for (const wrong of wrongFor(value, path.at(-1))) {
        const answer = await it.rollouts.start(withAt(policy, path, wrong));
        if (!isRefused(answer, path))
          taken.push(
            `${path.join('.')} = ${JSON.stringify(wrong)}: ${answer.status} ${JSON.stringify(answer.body)}`,
          );
      }
    }
    expect(taken).toEqual([]);
    await nothingWasChanged(it);
  }),
);

test('each field that is needed and missing is named', () =>
  rehearse(async (it) => {
    await given(it);
    const { canary, ...rest } = CANARY;
    const pathsOf = async (policy: object) => {
      const { status, body } = await it.rollouts.send('POST', '/api/rollouts', policy);
      expect(status).toBe(400);
      return ((body as Refusal).errors ?? []).map(({ path }) => path).sort();
    };
    const image = { version: it.rollouts.image('1.1.0') };
    expect(await pathsOf({})).toEqual(expect.arrayContaining(['fleet', 'image']));
    expect(await pathsOf({ ...rest, image })).toEqual(['']);
    expect(await pathsOf({ ...CANARY, image: {} })).toEqual(['image']);
    expect(await pathsOf({ ...rest, image, canary: { ...canary, steps: [] } })).toEqual(['canary.steps']);
    expect(await pathsOf({ fleet: 'web', image, blueGreen: {} })).toEqual([
      ...['blueGreen.loadBalancer', 'blueGreen.productionPool', 'blueGreen.stagePool'],
    ]);
    await nothingWasChanged(it);
  }));

interface Case {
  what: string;
  policy?: (it: Rehearsal) => object;
  prepares?: (it: Rehearsal) => void | Promise<void>;
  status: number;
  says: RegExp;
}

const SIMPLE = { basic: {} };
const AT = { subscription: SUBSCRIPTION, resourceGroup: RESOURCE_GROUP };

test.each<Case>([
  {
    what: 'a fleet that is not there',
    policy: () => ({ ...SIMPLE, fleet: 'nobody' }),
    status: 400,
    says: /"fleet".*nobody/,
  },
  {
    what: 'an image that is not there',
    policy: ({ rollouts }) => ({ ...SIMPLE, image: { version: rollouts.image('9.9.9') } }),
    ...{ status: 400, says: /checks\.image.*9\.9\.9/ },
  },
  {
    what: 'pools that are the same',
    policy: () => ({ blueGreen: { ...FRONT, stagePool: 'production' } }),
    ...{ status: 400, says: /checks\.samePools/ },
  },
  {
    what: 'a pool that is not there',
    policy: () => ({ blueGreen: { ...FRONT, stagePool: 'nowhere' } }),
    ...{ status: 400, says: /checks\.pools.*nowhere/ },
  },
  {
    what: 'a load balancer that is not there',
    policy: () => ({ blueGreen: { ...FRONT, loadBalancer: 'nowhere' } }),
    ...{ status: 400, says: /checks\.loadBalancer.*nowhere/ },
  },
  {
    what: 'a base that is being deleted',
    prepares: async ({ azure, world }) => {
      world.outside.arm.sim.configure({ deleteSeconds: [600, 600] });
      await azure.deleteSet('web');
    },
    ...{ status: 400, says: /checks\.base.*web is being deleted/ },
  },
  {
    what: 'a name that a set of somebody else has',
    prepares: ({ world }) => {
      world.outside.arm.sim.createScaleSet({
        ...AT,
        name: 'web__1',
        capacity: 1,
        tags: { owner: 'somebody' },
      });
    },
    ...{ status: 400, says: /checks\.nameTaken.*web__1/ },
  },
])('$what is refused before the first write', ({ policy = () => SIMPLE, prepares, status, says }) =>
  rehearse(async (it) => {
    await it.rollouts.theDemoFleet({ octopus: false });
    await prepares?.(it);
    it.before = await it.azure.read();
    it.world.outside.arm.resetCalls();

    const answer = await it.rollouts.start(policy(it));

    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(says);
    await nothingWasChanged(it);
  }),
);

test('commands for a rollout that is unknown, foreign, or over change nothing', () =>
  rehearse(async (it) => {
    await it.begins(SIMPLE);
    const own = it.rollouts.id;
    await it.rollouts.isOver();
    await it.world.clock.advance(300_000);
    it.before = await it.azure.read();
    it.world.outside.arm.resetCalls();
    for (const [id, command, status, code] of [
      ['web-20200101T000000000Z', 'abort', 404, 'rolloutNotFound'],
      [own.replace('web', 'api'), 'rollback', 404, 'rolloutNotFound'],
      ['../fleets/web', 'abort', 404, undefined],
      [own, 'approve', 409, 'commandNotAllowed'],
      [own, 'retry', 409, 'commandNotAllowed'],
      [own, 'explode', 404, 'commandUnknown'],
    ] as const) {
      const answer = await it.rollouts.send('POST', `/api/rollouts/${encodeURIComponent(id)}/${command}`, {});
      expect([id, command, answer.status]).toEqual([id, command, status]);
      if (code) expect(answer.body).toMatchObject({ code, nextStep: expect.any(String) });
    }
    await it.world.clock.advance(300_000);
    expect(await it.azure.read()).toEqual(it.before);
    expect(await it.rollouts.list()).toMatchObject([{ id: own, state: 'succeeded' }]);
  }));

test('a rollout of a fleet is no other fleet’s', () =>
  rehearse(async (it) => {
    await it.begins({
      canary: { steps: [{ upgrade: 1 }, { pause: { untilApproved: true } }, { upgrade: '100%' }] },
    });
    await it.rollouts.becomes('paused');
    const { status } = await it.rollouts.send('PUT', '/api/fleets/api', { scaleSet: scaleSetId('api') });
    expect(status).toBe(201);
    const { id } = it.rollouts;
    const foreign = await it.rollouts.send('POST', `/api/rollouts/${id.replace('web', 'api')}/approve`, {});
    expect(foreign).toMatchObject({ status: 404, body: { code: 'rolloutNotFound' } });
    expect(await it.rollouts.list('api')).toEqual([]);
    expect(await it.rollouts.state()).toBe('paused');
  }));
