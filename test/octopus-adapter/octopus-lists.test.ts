import { afterEach, describe, expect, it } from '@jest/globals';
import { problemOf } from '../azure-adapter/failing.ts';
import { always } from '../azure-adapter/tiny-server.ts';
import { octopusAt, page, SCOPE, stopOddOctopuses } from './odd-octopus.ts';

afterEach(stopOddOctopuses);

describe('what would mean everything is never sent', () => {
  const request = {
    projectId: 'Projects-1',
    releaseId: 'Releases-1',
    comments: '',
    useGuidedFailure: false,
    version: '',
    marker: '',
  };

  it('for empty lists no call is made', async () => {
    const { registry, deployments, server } = await octopusAt(always(200, page()));
    const refused = { kind: 'InvalidInput', code: 'noMachines' };
    expect(await problemOf(deployments.request(SCOPE, { ...request, machineIds: [] }))).toMatchObject(
      refused,
    );
    expect(await problemOf(deployments.request(SCOPE, { ...request, machineIds: [' '] }))).toMatchObject(
      refused,
    );
    expect(await problemOf(deployments.beginHealthCheck(SCOPE, [], 'all?'))).toMatchObject(refused);
    expect(await deployments.tasks(SCOPE, [])).toEqual([]);
    expect(await registry.list(SCOPE, [])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('no deployments means no question for their tasks', async () => {
    const { deployments, server } = await octopusAt(always(200, page()));
    expect(await deployments.recent(SCOPE, 'Projects-1')).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('an empty or crooked id never reaches Octopus', async () => {
    const { registry, deployments, server } = await octopusAt(always(200, {}));
    const crooked = { kind: 'InvalidInput', code: 'octopusIdInvalid' };
    expect(await problemOf(registry.deregister(SCOPE, ''))).toMatchObject(crooked);
    expect(await problemOf(registry.deregister(SCOPE, '../machines'))).toMatchObject(crooked);
    expect(await problemOf(deployments.recent(SCOPE, ''))).toMatchObject(crooked);
    expect(await problemOf(deployments.release({ ...SCOPE, spaceId: '..' }, 'Releases-1'))).toMatchObject(
      crooked,
    );
    expect(server.requests).toEqual([]);
  });

  it('machines of others are left out when a server ignores the filter', async () => {
    const machine = (Id: string, Roles: string[], EnvironmentIds = ['Environments-1']) => ({
      Id,
      Name: Id,
      Roles,
      EnvironmentIds,
    });
    const all = page(
      machine('Machines-1', ['WEB', 'db']),
      machine('Machines-2', ['db']),
      machine('Machines-3', ['web'], ['Environments-2']),
    );
    const { registry } = await octopusAt(always(200, all));
    const targets = await registry.list(SCOPE, ['web']);
    expect(targets.map(({ machineId }) => machineId)).toEqual(['Machines-1']);
  });
});

describe('a list of several pages', () => {
  const machine = (n: number) => ({
    Id: `Machines-${n}`,
    Name: `web-${n}`,
    Roles: ['web & co'],
    EnvironmentIds: ['Environments-1'],
  });

  it('is read whole', async () => {
    const { registry, server } = await octopusAt((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://octopus');
      const skip = Number(searchParams.get('skip'));
      const items = [0, 1].map((n) => machine(skip + n));
      always(200, { TotalResults: 4, Items: items })(request, response);
    });
    const targets = await registry.list(SCOPE, ['web & co', 'a']);
    expect(targets.map(({ name }) => name)).toEqual(['web-0', 'web-1', 'web-2', 'web-3']);
    expect(server.requests).toEqual([
      'GET /api/Spaces-1/machines?environmentIds=Environments-1&roles=web%20%26%20co,a&skip=0&take=1000',
      'GET /api/Spaces-1/machines?environmentIds=Environments-1&roles=web%20%26%20co,a&skip=2&take=1000',
    ]);
  });

  it.each([
    ['a machine moved from one page to the other', [page3(machine(0), machine(1)), page3(machine(1))]],
    ['a page is empty before the end', [page3(machine(0), machine(1)), page3()]],
    [
      'the total changes',
      [page3(machine(0), machine(1)), { TotalResults: 4, Items: [machine(2), machine(3)] }],
    ],
  ])('is a failure when %s', async (_name, pages) => {
    let asked = 0;
    const { registry } = await octopusAt((request, response) =>
      always(200, pages[asked++])(request, response),
    );
    expect(await problemOf(registry.list(SCOPE, ['web & co']))).toMatchObject({
      kind: 'Transient',
      code: 'octopusListIncomplete',
    });
  });
});

function page3(...items: unknown[]) {
  return { TotalResults: 3, Items: items };
}
