import { expect, test } from '@jest/globals';

import { all, conformance } from './conformance.ts';

const it = conformance();
const names = (items: Array<{ name?: string }>) => items.map(({ name }) => name);

test('galleries and their images are listed and read', async () => {
  for (const version of ['1.0.0', '1.1.0'])
    it.arm.sim.createGalleryImage({ resourceGroup: 'rg-demo', gallery: 'g', image: 'web', version });
  it.arm.sim.createGalleryImage({ resourceGroup: 'rg-other', gallery: 'h', image: 'api', version: '2.0.0' });
  const { galleries, galleryImages } = it.compute;
  expect(names(await all(galleries.list()))).toEqual(['g', 'h']);
  expect(names(await all(galleries.listByResourceGroup('rg-other')))).toEqual(['h']);
  expect((await galleries.get('rg-demo', 'g')).identifier?.uniqueName).toMatch(/-G$/);
  expect(names(await all(galleryImages.listByGallery('rg-demo', 'g')))).toEqual(['web']);
  expect(await galleryImages.get('rg-demo', 'g', 'web')).toMatchObject({
    osType: 'Linux',
    hyperVGeneration: 'V2',
  });
  await expect(galleryImages.get('rg-demo', 'g', 'none')).rejects.toMatchObject({ statusCode: 404 });
});

test('managed images are listed and read', async () => {
  it.arm.sim.createImage({ resourceGroup: 'rg-demo', name: 'golden' });
  it.arm.sim.createImage({ resourceGroup: 'rg-other', name: 'silver' });
  const { images } = it.compute;
  expect(names(await all(images.list()))).toEqual(['golden', 'silver']);
  expect(names(await all(images.listByResourceGroup('rg-demo')))).toEqual(['golden']);
  expect((await images.get('rg-demo', 'golden')).storageProfile?.osDisk?.osState).toBe('Generalized');
});

test('galleries and images take tags', async () => {
  it.arm.sim.createGalleryImage({ resourceGroup: 'rg-demo', gallery: 'g', image: 'web', version: '1.0.0' });
  it.arm.sim.createImage({ resourceGroup: 'rg-demo', name: 'golden' });
  const { galleries, galleryImages, galleryImageVersions, images } = it.compute;
  const tags = { owner: 'web' };
  expect((await galleries.update('rg-demo', 'g', { tags }).pollUntilDone()).tags).toEqual(tags);
  expect((await galleryImages.update('rg-demo', 'g', 'web', { tags }).pollUntilDone()).tags).toEqual(tags);
  const version = galleryImageVersions.update('rg-demo', 'g', 'web', '1.0.0', { tags });
  expect((await version.pollUntilDone()).tags).toEqual(tags);
  expect((await images.update('rg-demo', 'golden', { tags }).pollUntilDone()).tags).toEqual(tags);
});

test('an image of the marketplace has the version that machines say they run', async () => {
  it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1, overprovision: false });
  const { virtualMachineImages, virtualMachineScaleSetVMs } = it.compute;
  const image = ['westeurope', 'Canonical', 'ubuntu-24_04-lts', 'server'] as const;
  const [newest] = await virtualMachineImages.list(...image);
  const [machine] = await all(virtualMachineScaleSetVMs.list('rg-demo', 'web'));
  expect(newest?.name).toBe(machine?.storageProfile?.imageReference?.exactVersion);
  const whole = await virtualMachineImages.get(...image, 'latest');
  expect([whole.name, whole.osDiskImage?.operatingSystem]).toEqual([newest?.name, 'Linux']);
});
