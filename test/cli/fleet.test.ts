import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Rollouts } from '../support/rollouts.ts';
import { World } from '../support/world.ts';
import { Given } from '../support/given.ts';
import { fleet, type Ran } from './support.ts';

let world: World;
let rollouts: Rollouts;
let folder: string;
beforeAll(async () => {
  world = await World.start();
  const given = new Given(world);
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0' });
  rollouts = new Rollouts(world);
  await rollouts.theDemoFleet();
  folder = mkdtempSync(join(tmpdir(), 'fleet-cli-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.stop();
});

function run(...args: string[]): Promise<Ran> {
  return fleet(args, {
    env: { FLEET_SERVER: world.url, USER: 'ada' },
    now: () => world.clock.now(),
    pause: (milliseconds) => world.clock.advance(milliseconds),
  });
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const policy = (steps: string) =>
  ['fleet: web', `image: { version: "${rollouts.image('1.1.0')}" }`, `canary: { steps: [ ${steps} ] }`].join(
    '\n',
  );

describe('reading', () => {
  test('the list shows each fleet in a line, for people and for programs', async () => {
    const { exit, out } = await run('list');
    expect(exit).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^NAME\s+PHASE\s+ROLLOUT\s+PROBLEMS\s+SCALE SET$/);
    expect(out).toMatch(/^web\s+✔ idle\s+-\s+-\s+web$/m);
    expect((await run('list', '-o', 'name')).out).toBe('web\n');
    expect(JSON.parse((await run('list', '-o', 'json')).out)).toMatchObject([{ name: 'web' }]);
    expect(parse((await run('list', '-o', 'yaml')).out)).toMatchObject([{ name: 'web' }]);
    expect((await run('list', '-o', 'jsonl')).out.trim().split('\n')).toHaveLength(1);
  });

  test('a fleet shows its instances, and why each stands where it stands', async () => {
    const { exit, out } = await run('get', 'web');
    expect(exit).toBe(0);
    expect(out).toMatch(/^web {2}✔ idle {2}3 of 3 instances ready$/m);
    expect(out).toMatch(/^web_\d+\s+ready\s+\S+\s+healthy\s+1\.1\.0\s+1\.1\.0 deployed$/m);
  });

  test('the status says whether somebody is needed', async () => {
    expect(await run('status', 'web')).toMatchObject({
      exit: 0,
      out: '✔ idle  web  3 of 3 ready\n1 fleet, nothing needs a person.\n',
    });
    expect((await run('status', '-o', 'name')).out).toBe('');
  });

  test('what would be deployed is told, and not done', async () => {
    expect(await run('what-if', 'web')).toMatchObject({ exit: 0, out: 'Nothing would be deployed now.\n' });
    const { sim } = world.outside.octopus;
    const [project] = sim.list('projects');
    const { Id } = sim.add('releases', { ProjectId: project?.Id ?? '', Version: '1.2.0' });
    const made = sim.recordDeployment({
      ReleaseId: Id,
      EnvironmentId: sim.list('environments')[0]?.Id ?? '',
    });
    const before = sim.list('deployments').length;
    const { exit, out } = await run('what-if', 'web');
    expect({ exit, out }).toEqual({ exit: 0, out: 'deploy  Web Shop 1.2.0  to web_0, web_5, web_6\n' });
    expect((await run('what-if', 'web', '-o', 'name')).out).toBe('Web Shop\n');
    expect(sim.list('deployments')).toHaveLength(before);
    sim.remove('deployments', made.Id);
    sim.remove('releases', Id);
  });

  test('the dashboard’s address leads to a fleet, or to a rollout', async () => {
    expect((await run('open', 'web')).out).toBe(`${world.url}/ui/#/fleets/web\n`);
    const id = 'web-20261126T064130955Z';
    expect((await run('open', id)).out).toBe(`${world.url}/ui/#/rollouts/${id}\n`);
  });

  test('an event that is simulated makes the fleet look', async () => {
    const before = (await world.api.reactions('web')).length;
    const { exit, err } = await run('simulate-event', 'web');
    expect(exit).toBe(0);
    expect(err).toMatch(/Microsoft\.Resources\.ResourceWriteSuccess about .* was taken/);
    await world.clock.advance(60_000);
    expect((await world.api.reactions('web')).length).toBeGreaterThan(before);
  });

  test('the timeline is told in its order, and narrowed', async () => {
    const { out } = await run('timeline', 'web', '--limit', '200');
    const times = out
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 19));
    expect(times).toEqual([...times].sort());
    expect(out).toContain('Looks at Azure');
    const narrowed = await run('timeline', 'web', '--kind', 'reactionClosed');
    expect(
      narrowed.out
        .trim()
        .split('\n')
        .every((line) => line.includes('Reaction ended')),
    ).toBe(true);
  });

  test('an instance is explained in the words of the decisions', async () => {
    const [row] = await world.api.instances('web');
    const { exit, out } = await run('explain', 'web', row?.name ?? '');
    expect(exit).toBe(0);
    expect(out).toMatch(/^✔ registered: /m);
    expect(out).toMatch(/^✖ not pruned: /m);
  });
});

describe('what is wrong ends with a code of its own, and says what to do', () => {
  test.each<{ what: string; args: string[]; exit: number; says: RegExp }>([
    {
      what: 'a fleet that is not there',
      args: ['get', 'nobody'],
      exit: 3,
      says: /There is no fleet nobody[^]*→ /,
    },
    {
      what: 'a command that there is not',
      args: ['lsit'],
      exit: 2,
      says: /unknown command 'lsit'[^]*Did you mean list/,
    },
    { what: 'an option that there is not', args: ['list', '--foo'], exit: 2, says: /unknown option '--foo'/ },
    {
      what: 'a format that there is not',
      args: ['list', '-o', 'xml'],
      exit: 2,
      says: /Allowed choices are text, json/,
    },
    {
      what: 'no number',
      args: ['timeline', 'web', '--limit', 'x'],
      exit: 2,
      says: /It must be a whole number/,
    },
    {
      what: 'a file that is not there',
      args: ['lint', 'nowhere.yaml'],
      exit: 2,
      says: /nowhere\.yaml cannot be read \(ENOENT\)/,
    },
    {
      what: 'an event for an installation elsewhere',
      args: ['--server', 'https://fleet.example', 'simulate-event', 'web'],
      exit: 2,
      says: /is not on this machine[^]*fleet reconcile web/,
    },
    { what: 'no address', args: ['--server', 'ftp://x', 'list'], exit: 2, says: /ftp:\/\/x is no address/ },
    {
      what: 'nobody who answers',
      args: ['--server', 'http://127.0.0.1:9', 'list'],
      exit: 1,
      says: /does not answer[^]*Is it running/,
    },
    {
      what: 'a kind that there is not',
      args: ['timeline', 'web', '--since', 'yesterday'],
      exit: 6,
      says: /since/,
    },
  ])('$what', async ({ args, exit, says }) => {
    const ran = await run(...args);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toMatch(says);
  });

  test('a wrong key', async () => {
    const ran = await fleet(['list'], { env: { FLEET_SERVER: world.url, FLEET_KEY: 'wrong-key' } });
    expect(ran.exit).toBe(4);
    expect(ran.err).toMatch(/→ /);
    expect(ran.err).not.toContain('wrong-key');
  });
});

test('documents are judged with the place of each problem', async () => {
  const good = file('good.yaml', policy('{ upgrade: 1 }, { upgrade: "100%" }'));
  const bad = file('bad.yaml', `${policy('{ upgrade: lots }')}\nonFailure: panic\n`);
  const { exit, out } = await run('lint', good, bad);
  expect(exit).toBe(6);
  expect(out).toContain(`✔ ${good}`);
  expect(out).toMatch(/onFailure \(line 4, column \d+\)/);
});

test('a canary is planned, begun, watched, approved and taken back from a shell', async () => {
  const path = file(
    'canary.yaml',
    policy('{ upgrade: 1 }, { pause: { untilApproved: true } }, { upgrade: "100%" }'),
  );
  const planned = await run('rollout', 'plan', '-f', path);
  expect(planned.exit).toBe(0);
  expect(planned.out).toMatch(/web__1 could be rolled out: about \d+ minutes and \d+ calls/);

  const started = await run('rollout', 'start', '-f', path);
  expect(started.exit).toBe(0);
  const id = started.out.trim();
  expect((await run('rollout', 'start', '-f', path)).exit).toBe(5);

  const waits = await run('rollout', 'status', id, '--watch');
  expect(waits.exit).toBe(13);
  expect(waits.out).toMatch(/^✔ done {2}› Upgrade to 1: web__1 to 1 of 3, web to 2$/m);
  const needed = await run('status');
  expect(needed.exit).toBe(6);
  expect(needed.out).toMatch(/1 fleet, 1 in need of a person/);
  expect((await run('rollout', 'status', id)).out).toMatch(/^├── › Upgrade to 1\S.*✔ done/m);
  expect((await run('list')).out).toMatch(/^web\s+\S+ \S+\s+‖ paused\s+rolloutWaitsForApproval/m);

  expect(await run('rollout', 'approve', id)).toMatchObject({ exit: 0, out: `${id}: ◌ running\n` });
  expect((await run('rollout', 'status', id, '--watch', '--timeout', '4')).exit).toBe(12);
  expect((await run('rollout', 'status', id, '--watch')).exit).toBe(0);
  expect((await run('timeline', id)).out).toContain('asked for by ada');

  expect((await run('rollout', 'rollback', id)).exit).toBe(0);
  const back = await run('rollout', 'status', id, '--watch');
  expect(back.exit).toBe(10);
  expect((await run('rollout', 'list', 'web')).out).toMatch(new RegExp(`^${id}\\s+↩ rolledBack`, 'm'));
  expect((await run('rollout', 'approve', id)).exit).toBe(5);
});
