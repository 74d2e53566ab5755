import { expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();
const sets = () => it.compute.virtualMachineScaleSets;
const instances = () => it.compute.virtualMachineScaleSetVMs;
const listed = (name: string) => all(instances().list('rg-demo', name, { expand: 'instanceView' }));

const model = (capacity: number) => ({
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity },
  upgradePolicy: { mode: 'Manual' as const },
  virtualMachineProfile: {
    osProfile: { computerNamePrefix: 'web', adminUsername: 'azureuser', adminPassword: 'Pa55-word-1234' },
    storageProfile: { imageReference: { publisher: 'Canonical', offer: 'o', sku: 's', version: 'latest' } },
    networkProfile: {
      networkInterfaceConfigurations: [
        { name: 'nic', primary: true, ipConfigurations: [{ name: 'ip', privateIPAddressVersion: 'IPv4' }] },
      ],
    },
  },
});

test('a set is created, read, scaled, listed and deleted by the SDK and its pollers', async () => {
  const created = await sets().createOrUpdate('rg-demo', 'web', model(3), QUICK).pollUntilDone();
  expect(created).toMatchObject({ provisioningState: 'Succeeded', sku: { capacity: 3 } });
  const updated = await sets()
    .update('rg-demo', 'web', { sku: { capacity: 5 } }, QUICK)
    .pollUntilDone();
  expect(updated.sku?.capacity).toBe(5);

  const before = await listed('web');
  expect(before).toHaveLength(5);
  expect(before[0]).toMatchObject({
    vmId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    osProfile: { computerName: expect.stringMatching(/^web\d{6}$/) as unknown },
    instanceView: { statuses: [{}, { code: 'PowerState/running' }] },
  });
  expect(
    await all(instances().list('rg-demo', 'web', { select: 'instanceView', expand: 'instanceView' })),
  ).toHaveLength(5);
  expect(
    await all(instances().list('rg-demo', 'web', { filter: 'latestModelApplied eq true' })),
  ).toHaveLength(5);

  const victim = before[0]?.instanceId ?? '';
  await sets()
    .deleteInstances('rg-demo', 'web', { instanceIds: [victim] }, QUICK)
    .pollUntilDone();
  const left = await sets().get('rg-demo', 'web');
  expect(left.sku?.capacity).toBe(4);
  await instances()
    .delete('rg-demo', 'web', before[1]?.instanceId ?? '', QUICK)
    .pollUntilDone();
  expect(await listed('web')).toHaveLength(3);

  expect((await all(sets().list('rg-demo'))).map(({ name }) => name)).toContain('web');
  expect((await all(sets().listAll())).map(({ name }) => name)).toContain('web');
  expect((await all(sets().listByLocation('westeurope'))).map(({ name }) => name)).toContain('web');
  expect((await all(sets().listSkus('rg-demo', 'web')))[0]?.sku?.name).toBe('Standard_D2s_v5');

  await sets().delete('rg-demo', 'web', QUICK).pollUntilDone();
  await expect(sets().get('rg-demo', 'web')).rejects.toMatchObject({
    statusCode: 404,
    code: 'ResourceNotFound',
  });
});

test('machines are stopped, deallocated, started, restarted and reimaged, one or all at a time', async () => {
  it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'power', capacity: 2, overprovision: false });
  const power = async (id: string) =>
    (await instances().getInstanceView('rg-demo', 'power', id)).statuses?.map(({ code }) => code);
  const { powerOff, deallocate, start, restart, reimage, reimageAll, redeploy } = sets();
  await powerOff('rg-demo', 'power', { ...QUICK, skipShutdown: true }).pollUntilDone();
  expect(await power('0')).toContain('PowerState/stopped');
  await deallocate('rg-demo', 'power', QUICK).pollUntilDone();
  expect(await power('1')).toContain('PowerState/deallocated');
  await start('rg-demo', 'power', { ...QUICK, vmInstanceIDs: { instanceIds: ['1'] } }).pollUntilDone();
  expect(await power('1')).toContain('PowerState/running');
  expect(await power('0')).toContain('PowerState/deallocated');
  await restart('rg-demo', 'power', QUICK).pollUntilDone();
  await reimage('rg-demo', 'power', QUICK).pollUntilDone();
  await reimageAll('rg-demo', 'power', QUICK).pollUntilDone();
  await redeploy('rg-demo', 'power', QUICK).pollUntilDone();

  const one = instances();
  await one.powerOff('rg-demo', 'power', '0', QUICK).pollUntilDone();
  expect(await power('0')).toContain('PowerState/stopped');
  await one.deallocate('rg-demo', 'power', '0', QUICK).pollUntilDone();
  await one.start('rg-demo', 'power', '0', QUICK).pollUntilDone();
  await one.restart('rg-demo', 'power', '0', QUICK).pollUntilDone();
  await one.reimage('rg-demo', 'power', '0', QUICK).pollUntilDone();
  await one.reimageAll('rg-demo', 'power', '0', QUICK).pollUntilDone();
  await one.redeploy('rg-demo', 'power', '0', QUICK).pollUntilDone();
  expect(await power('0')).toContain('PowerState/running');
  await expect(one.simulateEviction('rg-demo', 'power', '0')).rejects.toMatchObject({
    code: 'OperationNotAllowed',
  });
});

test('a Manual model write leaves the instances behind until they are upgraded', async () => {
  it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'manual', capacity: 2, overprovision: false });
  const image = { publisher: 'Canonical', offer: 'o', sku: 's', version: '2.0.0' };
  await sets()
    .update(
      'rg-demo',
      'manual',
      { virtualMachineProfile: { storageProfile: { imageReference: image } } },
      QUICK,
    )
    .pollUntilDone();
  const latest = async () => (await listed('manual')).map(({ latestModelApplied }) => latestModelApplied);
  expect(await latest()).toEqual([false, false]);
  await sets()
    .updateInstances('rg-demo', 'manual', { instanceIds: ['1'] }, QUICK)
    .pollUntilDone();
  expect(await latest()).toEqual([false, true]);
  expect((await instances().get('rg-demo', 'manual', '1')).storageProfile?.imageReference?.exactVersion).toBe(
    '2.0.0',
  );
  await expect(
    sets()
      .updateInstances('rg-demo', 'manual', { instanceIds: ['99'] }, QUICK)
      .pollUntilDone(),
  ).rejects.toMatchObject({ code: 'InvalidParameter' });
});

test('a protected instance survives scale-in; its etag guards its write', async () => {
  it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'safe', capacity: 3, overprovision: false });
  const protectionPolicy = { protectFromScaleIn: true, protectFromScaleSetActions: false };
  const written = await instances()
    .update('rg-demo', 'safe', '2', { location: 'westeurope', protectionPolicy }, QUICK)
    .pollUntilDone();
  expect(written.protectionPolicy).toEqual(protectionPolicy);
  await expect(
    instances()
      .update('rg-demo', 'safe', '2', { location: 'westeurope' }, { ...QUICK, ifMatch: '"1"' })
      .pollUntilDone(),
  ).rejects.toMatchObject({ statusCode: 412, code: 'PreconditionFailed' });
  await sets()
    .update('rg-demo', 'safe', { sku: { capacity: 1 } }, QUICK)
    .pollUntilDone();
  expect((await listed('safe')).map(({ instanceId }) => instanceId)).toEqual(['2']);
});

test('rolling upgrades run in batches, report progress and cannot be cancelled when none runs', async () => {
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'rolling',
    capacity: 5,
    upgradeMode: 'Rolling',
    overprovision: false,
  });
  const rolling = it.compute.virtualMachineScaleSetRollingUpgrades;
  await rolling.startOSUpgrade('rg-demo', 'rolling', QUICK).pollUntilDone();
  expect(await rolling.getLatest('rg-demo', 'rolling')).toMatchObject({
    runningStatus: { code: 'Completed' },
    progress: { successfulInstanceCount: 5 },
  });
  await expect(rolling.cancel('rg-demo', 'rolling', QUICK).pollUntilDone()).rejects.toMatchObject({
    code: 'OperationNotAllowed',
  });
  await rolling.startExtensionUpgrade('rg-demo', 'rolling', QUICK).pollUntilDone();
});

test('extensions are written, read and removed; repairs are suspended and resumed', async () => {
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'ext',
    capacity: 1,
    overprovision: false,
    // Long, for the clock runs fast: nothing is to be repaired while this runs.
    properties: { automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT90M' } },
  });
  const extensions = it.compute.virtualMachineScaleSetExtensions;
  const health = {
    publisher: 'Microsoft.ManagedServices',
    typePropertiesType: 'ApplicationHealthLinux',
    typeHandlerVersion: '2.0',
    settings: { port: 80 },
  };
  await extensions.createOrUpdate('rg-demo', 'ext', 'health', health, QUICK).pollUntilDone();
  await extensions.update('rg-demo', 'ext', 'health', { settings: { port: 81 } }, QUICK).pollUntilDone();
  expect((await extensions.get('rg-demo', 'ext', 'health')).settings).toEqual({ port: 81 });
  expect(await all(extensions.list('rg-demo', 'ext'))).toHaveLength(1);
  await sets()
    .updateInstances('rg-demo', 'ext', { instanceIds: ['*'] }, QUICK)
    .pollUntilDone();
  const healthOf = async () =>
    (await instances().getInstanceView('rg-demo', 'ext', '0')).vmHealth?.status?.code;
  expect(await healthOf()).toBe('HealthState/healthy');
  const [instance] = it.arm.sim.instances().filter(({ name }) => name === 'ext_0');
  it.arm.sim.setHealth({ scaleSet: instance?.scaleSet ?? '', instance: '0' }, 'unhealthy');
  expect(await healthOf()).toBe('HealthState/unhealthy');
  await expect(extensions.delete('rg-demo', 'ext', 'health', QUICK).pollUntilDone()).rejects.toThrow(
    'health extension was not provided',
  );

  const service = { serviceName: 'AutomaticRepairs', action: 'Suspend' };
  await sets().setOrchestrationServiceState('rg-demo', 'ext', service, QUICK).pollUntilDone();
  const view = await sets().getInstanceView('rg-demo', 'ext');
  expect(view).toMatchObject({
    virtualMachine: { statusesSummary: [{ code: 'ProvisioningState/succeeded', count: 1 }] },
    orchestrationServices: [{ serviceName: 'AutomaticRepairs', serviceState: 'Suspended' }],
  });

  const noRepairs = { automaticRepairsPolicy: { enabled: false } };
  await sets().update('rg-demo', 'ext', noRepairs, QUICK).pollUntilDone();
  await extensions.delete('rg-demo', 'ext', 'health', QUICK).pollUntilDone();
  expect(await all(extensions.list('rg-demo', 'ext'))).toHaveLength(0);
});

test('a Flexible set has stubs in its own list and real machines in the list of machines', async () => {
  const id = it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'flex',
    capacity: 2,
    orchestrationMode: 'Flexible',
  });
  const stubs = await listed('flex');
  expect(stubs).toHaveLength(2);
  expect(stubs[0]?.vmId).toBeUndefined();
  const machines = it.compute.virtualMachines;
  const filter = `'virtualMachineScaleSet/id' eq '${id}'`;
  const found = await all(machines.list('rg-demo', { filter }));
  expect(found.map(({ name }) => name)).toEqual(stubs.map(({ name }) => name));
  expect(await all(machines.listAll())).toHaveLength(2);
  const name = found[0]?.name ?? '';
  expect(
    (await machines.get('rg-demo', name, { expand: 'instanceView' })).instanceView?.statuses,
  ).toHaveLength(2);
  expect((await machines.instanceView('rg-demo', name)).statuses?.[1]?.code).toBe('PowerState/running');
  await machines.restart('rg-demo', name, QUICK).pollUntilDone();
  await machines.powerOff('rg-demo', name, QUICK).pollUntilDone();
  expect((await machines.instanceView('rg-demo', name)).statuses?.[1]?.code).toBe('PowerState/stopped');
  await machines.deallocate('rg-demo', name, QUICK).pollUntilDone();
  await machines.start('rg-demo', name, QUICK).pollUntilDone();
  await machines.redeploy('rg-demo', name, QUICK).pollUntilDone();
  await machines.reimage('rg-demo', name, QUICK).pollUntilDone();
  const tagged = await machines.update('rg-demo', name, { tags: { a: '1' } }, QUICK).pollUntilDone();
  expect(tagged.tags).toEqual({ a: '1' });
  await machines.delete('rg-demo', name, QUICK).pollUntilDone();
  await expect(machines.get('rg-demo', name)).rejects.toMatchObject({ statusCode: 404 });
  expect((await sets().get('rg-demo', 'flex')).sku?.capacity).toBe(1);
});

test('galleries, images, usages and lifecycle hooks are read', async () => {
  const version = it.arm.sim.createGalleryImage({
    resourceGroup: 'rg-demo',
    gallery: 'g',
    image: 'web',
    version: '1.2.0',
  });
  const versions = await all(it.compute.galleryImageVersions.listByGalleryImage('rg-demo', 'g', 'web'));
  expect(versions.map(({ id }) => id)).toEqual([version]);
  expect((await it.compute.galleryImageVersions.get('rg-demo', 'g', 'web', '1.2.0')).provisioningState).toBe(
    'Succeeded',
  );
  expect(await all(it.compute.images.listByResourceGroup('rg-demo'))).toEqual([]);
  expect((await all(it.compute.usage.list('westeurope'))).map(({ name }) => name?.value)).toContain('cores');

  const scaleSet = it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'hooked',
    capacity: 1,
    overprovision: false,
  });
  const hook = it.arm.sim.createLifecycleHook({ scaleSet, instances: ['0'], waitMinutes: 10_000 });
  const name = hook.slice(hook.lastIndexOf('/') + 1);
  const hooks = it.compute.virtualMachineScaleSetLifeCycleHookEvents;
  expect(await all(hooks.list('rg-demo', 'hooked'))).toHaveLength(1);
  expect((await hooks.get('rg-demo', 'hooked', name)).properties?.state).toBe('Active');
  const [target] = (await hooks.get('rg-demo', 'hooked', name)).properties?.targetResources ?? [];
  const answered = await hooks.update('rg-demo', 'hooked', name, {
    targetResources: [{ ...target, actionState: 'Approved' }],
  });
  expect(answered.properties?.state).toBe('Completed');
});
