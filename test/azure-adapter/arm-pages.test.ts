import { afterEach, describe, expect, it } from '@jest/globals';
import { problemOf } from './failing.ts';
import { scaleSetsAt as knownScaleSetsAt } from './scale-sets-at.ts';
import { always } from './tiny-server.ts';
import type { TinyServer, tinyServer } from './tiny-server.ts';

const GROUP = '/subscriptions/s1/resourceGroups/rg';
const COMPUTE = `${GROUP}/providers/Microsoft.Compute`;
const SCALE_SET = `${COMPUTE}/virtualMachineScaleSets/web`;

let server: TinyServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function scaleSetsAt(
  answer: Parameters<typeof tinyServer>[0],
  mode: 'Uniform' | 'Flexible' = 'Uniform',
) {
  const at = await knownScaleSetsAt(answer, { scaleSet: SCALE_SET, mode, localToken: 't' });
  server = at.server;
  return at.scaleSets;
}

const instance = (id: number) => ({
  id: `${SCALE_SET}/virtualMachines/${id}`,
  name: `web_${id}`,
  instanceId: `${id}`,
  properties: {
    vmId: `vm-${id}`,
    provisioningState: 'Succeeded',
    osProfile: { computerName: `web${String(id).padStart(6, '0')}` },
  },
});

/** Answers `pages` in turn: the n-th is asked for by `$skiptoken=n`. */
function paged(pages: unknown[][], headers: (page: number) => Record<string, string> = () => ({})) {
  return (...[request, response]: Parameters<Parameters<typeof tinyServer>[0]>) => {
    const url = new URL(request.url ?? '/', server?.url);
    const page = Number(url.searchParams.get('$skiptoken') ?? 0);
    const more = page + 1 < pages.length;
    url.searchParams.set('$skiptoken', String(page + 1));
    always(
      200,
      { value: pages[page], ...(more ? { nextLink: url.href } : {}) },
      headers(page),
    )(request, response);
  };
}

describe('a list of several pages', () => {
  it('is read whole, one call per page', async () => {
    const scaleSets = await scaleSetsAt(paged([[instance(0), instance(1)], [], [instance(7)]]));
    const { instances } = await scaleSets.listInstances(SCALE_SET);
    expect(instances.map((one) => one.vmId)).toEqual(['vm-0', 'vm-1', 'vm-7']);
    expect(instances[2]).toEqual({
      vmId: 'vm-7',
      resourceId: `${SCALE_SET}/virtualMachines/7`,
      instanceId: '7',
      name: 'web_7',
      computerName: 'web000007',
      provisioningState: 'Succeeded',
    });
    expect(server?.requests).toHaveLength(3);
  });

  it('is a failure when one of its pages fails', async () => {
    const whole = paged([[instance(0)], [instance(1)]]);
    const scaleSets = await scaleSetsAt((request, response) =>
      request.url?.includes('skiptoken')
        ? always(500, { error: { code: 'Oops', message: 'page lost' } })(request, response)
        : whole(request, response),
    );
    expect(await problemOf(scaleSets.listInstances(SCALE_SET))).toMatchObject({
      kind: 'Transient',
    });
  });

  it('is a failure when it leads in a circle', async () => {
    const scaleSets = await scaleSetsAt((request, response) =>
      always(200, { value: [], nextLink: `${server?.url}/again` })(request, response),
    );
    expect(await problemOf(scaleSets.listInstances(SCALE_SET))).toMatchObject({
      code: 'azureUnreadableAnswer',
    });
  });

  it('tells the scarcest bucket and the longest wait of all its pages', async () => {
    const headers = [
      {
        'x-ms-ratelimit-remaining-resource':
          'Microsoft.Compute/HighCostGetVMScaleSetSubscriptionMaximum;1079,Microsoft.Compute/HighCostGetVMScaleSetResource;7',
        'retry-after': '3',
      },
      { 'x-ms-ratelimit-remaining-resource': 'Microsoft.Compute/HighCostGetVMScaleSetResource;29' },
    ];
    const scaleSets = await scaleSetsAt(paged([[instance(0)], [instance(1)]], (page) => headers[page] ?? {}));
    const { budget } = await scaleSets.listInstances(SCALE_SET);
    expect(budget).toEqual({ remaining: 7, retryAfterSeconds: 3 });
  });

  it('keeps the budgets of calls at the same time apart', async () => {
    const scaleSets = await scaleSetsAt((request, response) => {
      const left = /Sets\/set(\d+)/.exec(request.url ?? '')?.[1] ?? '';
      const headers = {
        'x-ms-ratelimit-remaining-resource': `Microsoft.Compute/GetVMScaleSetResource;${left}`,
      };
      setTimeout(
        () => always(200, { id: 'x', sku: { capacity: 1 } }, headers)(request, response),
        30 - Number(left),
      );
    });
    const reads = await Promise.all(
      Array.from({ length: 20 }, (_, n) => scaleSets.read(`${COMPUTE}/virtualMachineScaleSets/set${n}`)),
    );
    expect(reads.map((read) => read.budget.remaining)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });
});

describe('a scale set that Azure shows with little', () => {
  it('is Uniform when it is too old to say, and has no capacity without a sku', async () => {
    const scaleSets = await scaleSetsAt(
      always(200, { id: SCALE_SET.toUpperCase(), properties: {}, value: [] }),
      'Flexible',
    );
    expect((await scaleSets.read(SCALE_SET)).scaleSet).toEqual({
      id: SCALE_SET,
      capacity: 0,
      provisioningState: '',
    });
    await scaleSets.listInstances(SCALE_SET);
    expect(server?.requests[1]).toContain('/virtualMachineScaleSets/web/virtualMachines?');
  });

  it('lists an instance without an identity rather than leaving it out', async () => {
    const bare = { id: `${SCALE_SET}/virtualMachines/3`, instanceId: '3', name: 'web_3' };
    const scaleSets = await scaleSetsAt(always(200, { value: [bare] }));
    const { instances } = await scaleSets.listInstances(SCALE_SET);
    expect(instances).toEqual([
      {
        vmId: '',
        resourceId: bare.id,
        instanceId: '3',
        name: 'web_3',
        computerName: 'web_3',
        provisioningState: '',
      },
    ]);
  });
});

describe('a Flexible scale set', () => {
  const machine = (name: string, set: string | undefined) => ({
    id: `${COMPUTE}/virtualMachines/${name}`,
    name,
    properties: { vmId: `id-${name}`, ...(set ? { virtualMachineScaleSet: { id: set } } : {}) },
  });

  it('has the virtual machines that name it, however its id is spelled, and no others', async () => {
    const machines = [
      machine('web_1', SCALE_SET.replace('/rg/', '/RG/')),
      machine('web_2', SCALE_SET.toLowerCase()),
      machine('other', SCALE_SET.replace('/web', '/web2')),
      machine('lonely', undefined),
    ];
    const scaleSets = await scaleSetsAt(always(200, { value: machines }), 'Flexible');
    const { instances } = await scaleSets.listInstances(SCALE_SET);
    expect(instances.map((one) => one.name)).toEqual(['web_1', 'web_2']);
    expect(decodeURIComponent(server?.requests[0] ?? '')).toContain(
      `$filter='virtualMachineScaleSet/id' eq '${SCALE_SET}'`,
    );
  });
});

describe('private addresses', () => {
  const address = (privateIPAddress: string, extra: object = {}) => ({
    name: 'ip',
    properties: { privateIPAddress, ...extra },
  });

  it('are those of the primary interface and its primary IPv4 configuration', async () => {
    const vm = `${COMPUTE}/virtualMachines/Web_1`;
    const nics = [
      {
        id: `${GROUP}/providers/Microsoft.Network/networkInterfaces/first`,
        properties: {
          primary: true,
          virtualMachine: { id: vm },
          ipConfigurations: [
            address('fd00::1', { primary: true, privateIPAddressVersion: 'IPv6' }),
            address('10.0.0.9'),
            address('10.0.0.4', { primary: true }),
          ],
        },
      },
      {
        id: `${GROUP}/providers/Microsoft.Network/networkInterfaces/second`,
        properties: { primary: false, virtualMachine: { id: vm }, ipConfigurations: [address('10.9.9.9')] },
      },
      { id: `${GROUP}/providers/Microsoft.Network/networkInterfaces/loose`, properties: {} },
    ];
    const scaleSets = await scaleSetsAt(always(200, { value: nics }), 'Flexible');
    expect(await scaleSets.addresses(SCALE_SET)).toEqual(
      new Map([[vm.toLowerCase(), { privateIp: '10.0.0.4' }]]),
    );
    expect(server?.requests[0]).toContain('/providers/Microsoft.Network/networkInterfaces?');
  });

  it('of a Uniform set come by the scale set, and belong to the instance above the interface', async () => {
    const nic = {
      id: `${SCALE_SET}/virtualMachines/3/networkInterfaces/nic`,
      properties: { ipConfigurations: [address('10.0.0.7')] },
    };
    const scaleSets = await scaleSetsAt(always(200, { value: [nic] }));
    expect(await scaleSets.addresses(SCALE_SET)).toEqual(
      new Map([[`${SCALE_SET}/virtualMachines/3`.toLowerCase(), { privateIp: '10.0.0.7' }]]),
    );
    expect(server?.requests[0]).toContain('/virtualMachineScaleSets/web/networkInterfaces?');
  });

  it('are those of the interface that is named, with the public ones when they are asked for', async () => {
    const machine = (id: string) => `${SCALE_SET}/virtualMachines/${id}`;
    const nic = (id: string, name: string, ip: string) => {
      const own = `${machine(id)}/networkInterfaces/${name}`;
      const configuration = { ...address(ip), id: `${own}/ipConfigurations/ip` };
      return { id: own, name, properties: { primary: name === 'front', ipConfigurations: [configuration] } };
    };
    const publicIp = (id: string, name: string, ipAddress: string) => ({
      id: `${machine(id)}/publicIPAddresses/${name}`,
      properties: {
        ipAddress,
        ipConfiguration: { id: `${machine(id).toUpperCase()}/networkInterfaces/${name}/ipConfigurations/ip` },
      },
    });
    const nics = [nic('0', 'front', '10.0.0.4'), nic('0', 'back', '10.1.0.4'), nic('1', 'back', '10.1.0.5')];
    const ips = [publicIp('0', 'front', '20.0.0.4'), publicIp('0', 'back', '20.1.0.4')];
    const scaleSets = await scaleSetsAt((...exchange) => {
      const isPublic = /publicipaddresses/i.test(exchange[0].url ?? '');
      always(200, { value: isPublic ? ips : nics })(...exchange);
    });
    const of = async (wanted: object) => Object.fromEntries(await scaleSets.addresses(SCALE_SET, wanted));
    const [first, second] = [machine('0').toLowerCase(), machine('1').toLowerCase()];
    expect(await of({ nic: 'BACK', isPublic: true })).toEqual({
      [first]: { privateIp: '10.1.0.4', publicIp: '20.1.0.4' },
      [second]: { privateIp: '10.1.0.5' },
    });
    expect(await of({ isPublic: true })).toMatchObject({
      [first]: { privateIp: '10.0.0.4', publicIp: '20.0.0.4' },
    });
    expect(await of({ nic: 'side' })).toEqual({});
    expect(server?.requests.filter((each) => /publicipaddresses/i.test(each))).toHaveLength(2);
  });

  it('of a Flexible set’s machine are on an interface whose name begins with the model’s', async () => {
    const vm = `${COMPUTE}/virtualMachines/web_1`;
    const nic = (name: string, ip: string) => ({
      ...{ id: `${GROUP}/providers/Microsoft.Network/networkInterfaces/${name}`, name },
      properties: { virtualMachine: { id: vm }, ipConfigurations: [address(ip)] },
    });
    const nics = [nic('back-0a1b2c3d', '10.1.0.4'), nic('backup-0a1b2c3d', '10.2.0.4')];
    const scaleSets = await scaleSetsAt(always(200, { value: nics }), 'Flexible');
    expect(await scaleSets.addresses(SCALE_SET, { nic: 'back' })).toEqual(
      new Map([[vm.toLowerCase(), { privateIp: '10.1.0.4' }]]),
    );
  });
});
