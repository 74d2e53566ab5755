import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Task } from '../../local/octopus-server/model.ts';
import { listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture } from './octopus-fixture.ts';

type Act =
  | { type: 'wait'; seconds: number }
  | { type: 'register' | 'delete' | 'check' | 'deploy' | 'cancel'; number: number };

const act = fc.oneof(
  fc.record({ type: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    type: fc.constantFrom(
      'register' as const,
      'delete' as const,
      'check' as const,
      'deploy' as const,
      'cancel' as const,
    ),
    number: fc.integer({ min: 1, max: 8 }),
  }),
);

async function perform(octopus: Fixture, { type, number }: Exclude<Act, { type: 'wait' }>): Promise<void> {
  const machine = `Machines-${number}`;
  const host = `host-${number}`;
  if (type === 'register')
    await octopus.post('/api/machines', listening(host, host, { SkipInitialHealthCheck: number % 2 === 0 }));
  if (type === 'delete') await octopus.call('DELETE', `/api/machines/${machine}`);
  if (type === 'check')
    await octopus.post('/api/tasks', {
      Name: 'Health',
      Description: 'check',
      Arguments: { MachineIds: [machine] },
    });
  if (type === 'deploy')
    await octopus.post('/api/deployments', {
      ReleaseId: number % 2 === 0 ? 'Releases-1' : 'Releases-2',
      EnvironmentId: 'Environments-1',
      SpecificMachineIds: number > 6 ? [] : [machine],
    });
  if (type === 'cancel') await octopus.post(`/api/tasks/ServerTasks-${number}/cancel`, {});
}

/** Plays the acts and then lets ten minutes pass; `look` reads the tasks every second of it all. */
async function play(acts: Act[], look: boolean): Promise<Fixture> {
  const octopus = await startFixture({
    // A machine with an odd number in its name goes away and comes back every minute.
    tentacleAt: (host, _, now) =>
      Number(host.slice(-1)) % 2 === 1 && Math.floor(now / 60_000) % 2 === 1
        ? undefined
        : { thumbprint: `THUMB-${host}`, healthy: true },
  });
  seedShop(octopus);
  const other = octopus.server.sim.add('projects', { Name: 'Other' });
  octopus.server.sim.add('releases', { ProjectId: other.Id, Version: '2.0.0' });
  // Machines 1 to 4 are there from the start, so that most of what is asked is possible.
  for (let number = 1; number <= 4; number++) await perform(octopus, { type: 'register', number });
  for (const one of [...acts, { type: 'wait', seconds: 600 } as const]) {
    if (one.type !== 'wait') await perform(octopus, one);
    else if (!look) await octopus.clock.advance(one.seconds * 1_000);
    else
      for (let second = 0; second < one.seconds; second++) {
        await octopus.clock.advance(1_000);
        octopus.server.sim.list('tasks');
      }
  }
  return octopus;
}

function overlaps(one: Task, other: Task): boolean {
  const [from, to] = [one.StartTime ?? Infinity, one.CompletedTime ?? Infinity];
  return from < (other.CompletedTime ?? Infinity) && (other.StartTime ?? Infinity) < to;
}

function mostAtOnce(tasks: Task[]): number {
  const started = tasks.filter(({ StartTime }) => StartTime !== null);
  return Math.max(
    0,
    ...started.map(
      ({ StartTime }) =>
        started.filter(
          (other) =>
            (other.StartTime ?? 0) <= (StartTime ?? 0) &&
            (StartTime ?? 0) < (other.CompletedTime ?? Infinity),
        ).length,
    ),
  );
}

describe('the schedule of tasks, whatever is asked', () => {
  test('does not depend on how often it is looked at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
        const [often, once] = [await play(acts, true), await play(acts, false)];
        const [seen, unseen] = [often.server.sim.snapshot(), once.server.sim.snapshot()];
        await Promise.all([often.server.stop(), once.server.stop()]);
        expect(JSON.parse(seen)).toEqual(JSON.parse(unseen));
      }),
      { numRuns: 25 },
    );
  });

  test('keeps to the cap, never runs one project twice in an environment, and ends every task', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (acts) => {
        const octopus = await play(acts, false);
        const tasks = octopus.server.sim.list('tasks');
        const deployments = octopus.server.sim.list('deployments');
        await octopus.server.stop();
        expect(tasks.filter(({ CompletedTime }) => CompletedTime === null)).toEqual([]);
        expect(mostAtOnce(tasks)).toBeLessThanOrEqual(5);
        for (const one of tasks)
          for (const other of tasks)
            if (one.Id !== other.Id && one.ProjectId !== null && one.ProjectId === other.ProjectId)
              expect(overlaps(one, other)).toBe(false);
        for (const { SpecificMachineIds, DeployedToMachineIds } of deployments)
          if (SpecificMachineIds.length > 0)
            expect(SpecificMachineIds).toEqual(expect.arrayContaining(DeployedToMachineIds));
      }),
      { numRuns: 60 },
    );
  });
});
