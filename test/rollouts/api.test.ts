import { expect } from '@jest/globals';
import type { Story } from '../support/scenario.ts';
import { scenario } from '../support/scenario.ts';

const CANARY = { canary: { steps: [{ upgrade: '33%' }, { pause: { for: 'PT5M' } }, { upgrade: '100%' }] } };
const BLUE_GREEN = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };

interface ErrorBody {
  code: string;
  errors: { path: string; message: string }[];
}

function pathsOf(body: unknown): string[] {
  return (body as ErrorBody).errors.map(({ path }) => path);
}

async function nothingWasChanged({ rollouts }: Story): Promise<void> {
  expect(rollouts.capacities()).toEqual({ web: 3, api: 3 });
  expect(await rollouts.list()).toEqual([]);
}

scenario('a plan says what would be done, at what cost, and changes nothing', async (story) => {
  const { rollouts } = story;
  await rollouts.theDemoFleet();

  const { status, body } = await rollouts.plan(CANARY);

  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ fleet: 'web', newUnit: 'web__1', revision: 1, stableUnit: 'web', desired: 3, canStart: true },
    steps: [{ kind: 'setup' }, { kind: 'upgrade' }, { kind: 'pause' }, { kind: 'upgrade' }],
    capacity: [
      { stable: 3, new: 0 },
      { stable: 3, new: 1 },
      { stable: 2, new: 1 },
      { stable: 2, new: 3 },
      { stable: 0, new: 3 },
    ],
  });
  const { expected, checks } = body as { expected: { calls: number; seconds: number }; checks: object[] };
  expect(expected.calls).toBeGreaterThan(5);
  expect(expected.seconds).toBeGreaterThan(300);
  expect(checks.length).toBeGreaterThan(3);
  await nothingWasChanged(story);
});

scenario(
  'a policy may be YAML, and a template whose parameters are given beside it',
  async ({ rollouts }) => {
    await rollouts.theDemoFleet();
    const policy = [
      'parameters:',
      '  - { name: first, allowed: ["33%", "50%"] }',
      'fleet: web',
      `image: { version: "${rollouts.image('1.1.0')}" }`,
      'canary: { steps: [ { upgrade: "${first}" }, { upgrade: "100%" } ] }',
    ].join('\n');

    const planned = await rollouts.plan({ policy, parameters: { first: '33%' } }, { whole: true });
    expect(planned).toMatchObject({
      status: 200,
      body: { steps: [{}, { title: expect.stringContaining('33%') }, {}] },
    });

    const refused = await rollouts.plan({ policy, parameters: { first: '40%', second: 1 } }, { whole: true });
    expect(refused.status).toBe(400);
    expect(pathsOf(refused.body).sort()).toEqual(['parameters.first', 'parameters.second']);
  },
);

scenario('whatever is wrong with a policy is said at once, and nothing is changed', async (story) => {
  const { rollouts } = story;
  await rollouts.theDemoFleet();

  const wrong = await rollouts.start({
    canary: { steps: [{ upgrade: '50%' }, { upgrade: 'all' }] },
    onFailure: 'panic',
  });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'invalidBody' } });
  expect(pathsOf(wrong.body)).toEqual(expect.arrayContaining(['onFailure']));
  expect(pathsOf(wrong.body).some((path) => path.startsWith('canary.steps[1]'))).toBe(true);

  const incomplete = await rollouts.start({ canary: { steps: [{ upgrade: '50%' }] } });
  expect(pathsOf(incomplete.body)).toEqual(['canary.steps[0].upgrade']);

  const unknown = await rollouts.start({ ...CANARY, fleet: 'nobody' });
  expect(pathsOf(unknown.body)).toEqual(['fleet']);
  await nothingWasChanged(story);
});

scenario('what the cloud lacks is said before the first write', async (story) => {
  const { rollouts } = story;
  await rollouts.theDemoFleet();

  const noImage = await rollouts.start({ ...CANARY, image: { version: rollouts.image('9.9.9') } });
  expect(noImage).toMatchObject({ status: 400 });
  expect(pathsOf(noImage.body).some((path) => path.startsWith('checks.image'))).toBe(true);

  const noPool = await rollouts.start({ blueGreen: { ...BLUE_GREEN, stagePool: 'nowhere' } });
  expect(noPool).toMatchObject({ status: 400 });
  const samePool = await rollouts.start({ blueGreen: { ...BLUE_GREEN, stagePool: 'production' } });
  expect(samePool).toMatchObject({ status: 400 });
  await nothingWasChanged(story);
});

scenario('while a rollout is under way the fleet keeps its shape, and there is no second', async (story) => {
  const { rollouts } = story;
  await rollouts.theDemoFleet();
  await rollouts.begins(CANARY);

  const second = await rollouts.start(CANARY);
  expect(second).toMatchObject({ status: 409, body: { code: 'rolloutUnderWay' } });
  expect((second.body as { detail: string }).detail).toContain(rollouts.id);
  expect(await rollouts.send('DELETE', '/api/fleets/web')).toMatchObject({ status: 409 });

  await rollouts.isTold('abort');
  expect((await rollouts.isOver()).state).toBe('rolledBack');
  expect(rollouts.capacities()).toEqual({ web: 3, api: 3 });
});

scenario('a fleet without Octopus is rolled out to as well', async ({ rollouts, when }) => {
  await rollouts.theDemoFleet({ octopus: false });

  await rollouts.begins({ basic: {} });
  expect((await rollouts.isOver()).state).toBe('succeeded');

  await when.minutesPass(3);
  expect(rollouts.capacities()).toEqual({ web__1: 3, api: 3 });
});

scenario('a mistake of ours ends the way forward for all to see, and is taken back', async ({ rollouts }) => {
  await rollouts.theDemoFleet({ octopus: false });
  rollouts.aTurnIsMistakenOnce();

  await rollouts.begins(CANARY);
  const over = await rollouts.isOver();

  expect(over.state).toBe('rolledBack');
  expect(over.failure?.problem).toMatchObject({ kind: 'Bug', code: 'turnFailed' });
  expect(over.failure?.reason).toContain('nothing is not iterable');
  expect(over.failure?.reason).not.toContain('hunter2');
  expect(rollouts.capacities()).toEqual({ web: 3, api: 3 });
});
