import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const PARTS = { resourceGroup: 'rg-demo', name: 'web', overprovision: false };
const ask = (method: string, path: string, body?: unknown) =>
  given.ask(method, `${path}?${VERSION}`, body === undefined ? {} : { body });

async function givenMachine(): Promise<string> {
  given = await givenArm();
  given.arm.sim.createScaleSet({ ...PARTS, capacity: 2, orchestrationMode: 'Flexible' });
  return `${GROUP}/providers/Microsoft.Compute/virtualMachines/${given.arm.sim.instances()[0]?.id}`;
}

const powerOf = async (machine: string) =>
  (await ask('GET', `${machine}/instanceView`)).at('statuses', 1, 'code');

test.each([
  ['deallocate', 'deallocating', 'deallocated'],
  ['powerOff', 'stopping', 'stopped'],
  ['restart', 'starting', 'running'],
  ['redeploy', 'starting', 'running'],
])('%s of a machine of a Flexible set is shown while it runs and after', async (action, during, after) => {
  const machine = await givenMachine();
  const accepted = await ask('POST', `${machine}/${action}`);
  expect(accepted.status).toBe(202);
  expect(await powerOf(machine)).toBe(`PowerState/${during}`);
  const poll = accepted.headers.get('azure-asyncoperation') ?? '';
  expect((await given.ask('GET', poll)).at('status')).toBe('InProgress');
  await given.clock.advance(60_000);
  expect((await given.ask('GET', poll)).at('status')).toBe('Succeeded');
  expect(await powerOf(machine)).toBe(`PowerState/${after}`);
  const others = given.arm.sim.instances().filter(({ id }) => !machine.endsWith(id));
  expect(others.map(({ powerState }) => powerState)).toEqual(['running']);
});

test('start brings a deallocated machine back; one that is not there is not found', async () => {
  const machine = await givenMachine();
  await ask('POST', `${machine}/deallocate`);
  await given.clock.advance(60_000);
  await ask('POST', `${machine}/start`);
  await given.clock.advance(60_000);
  expect(await powerOf(machine)).toBe('PowerState/running');
  expect((await ask('POST', `${machine}x/start`)).at('error', 'code')).toBe('ResourceNotFound');
  expect((await ask('POST', `${machine}/runCommand`, { commandId: 'RunShellScript' })).status).toBe(501);
});

test('the tags of a machine are its own once they are written', async () => {
  const machine = await givenMachine();
  expect((await ask('PATCH', machine, { tags: { a: '1' } })).at('tags')).toEqual({ a: '1' });
  await given.clock.advance(60_000);
  expect((await ask('GET', machine)).at('tags')).toEqual({ a: '1' });
  expect((await ask('PATCH', machine, { properties: {} })).status).toBe(501);
});

test.each(['Uniform', 'Flexible'] as const)(
  'a reimaged machine of a %s set has a new disk, the same identity and the time of its creation',
  async (orchestrationMode) => {
    given = await givenArm();
    given.arm.sim.createScaleSet({ ...PARTS, capacity: 1, orchestrationMode });
    const [{ id } = { id: '' }] = given.arm.sim.instances();
    const machine =
      orchestrationMode === 'Uniform'
        ? `${scaleSetPath('web')}/virtualMachines/${id}`
        : `${GROUP}/providers/Microsoft.Compute/virtualMachines/${id}`;
    const seen = async () => {
      const answer = await ask('GET', machine);
      const at = (...path: string[]) => answer.at('properties', ...path);
      const disk = at('storageProfile', 'osDisk', 'name');
      return { disk, vmId: at('vmId'), created: at('timeCreated') };
    };
    const before = await seen();
    await ask('POST', `${machine}/reimage`);
    expect(await seen()).toEqual(before);
    await given.clock.advance(60_000);
    const after = await seen();
    expect(after).toEqual({ ...before, disk: expect.not.stringMatching(String(before.disk)) });
    await ask('POST', `${machine}/restart`);
    await given.clock.advance(60_000);
    expect(await seen()).toEqual(after);
  },
);

test('an upgrade to another image gives a new disk, one of another kind keeps it', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ ...PARTS, capacity: 1, upgradeMode: 'Automatic' });
  const disk = async () =>
    (await ask('GET', `${scaleSetPath('web')}/virtualMachines/0`)).at(
      'properties',
      'storageProfile',
      'osDisk',
      'name',
    );
  const upgraded = async (virtualMachineProfile: unknown) => {
    await ask('PATCH', scaleSetPath('web'), { properties: { virtualMachineProfile } });
    await given.clock.advance(120_000);
    return disk();
  };
  const first = await disk();
  expect(await upgraded({ diagnosticsProfile: { bootDiagnostics: { enabled: true } } })).toBe(first);
  expect(await upgraded({ storageProfile: { imageReference: { sku: 'server-gen2' } } })).not.toBe(first);
});
