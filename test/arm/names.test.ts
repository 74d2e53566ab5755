import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { NAMES } from '../../local/arm/members/names.ts';
import { REST_OPERATIONS } from '../../local/arm/operations/table.ts';
import { givenArm, SUBSCRIPTION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
beforeAll(async () => {
  given = await givenArm();
  const at = { resourceGroup: 'rg-demo' };
  given.arm.sim.createLoadBalancer({ ...at, name: 'one' });
  given.arm.sim.createScaleSet({ ...at, name: 'one' });
});
afterAll(() => given.arm.stop());

const VERSION = 'api-version=2026-04-01';
/** Too long for anything; ends in a point; has what no name has. */
const BAD = ['x'.repeat(261), 'ends.', 'a%3Ab'];
const FREE = /(^|\/)(locks|autoscaleSettings|deployments)$/i;

/** Types whose names are a client's choice: those that something PUTs, and those that the side door makes. */
const put = REST_OPERATIONS.filter(
  ({ method, path }) => method === 'PUT' && path.endsWith('}') && !path.includes('{namespace}'),
).map(({ path }) => path);

const typeOf = (path: string) =>
  (path.split('/providers/').at(-1) ?? path)
    .split('/')
    .slice(1)
    .filter((_, index) => index % 2 === 0)
    .join('/');

test('every type that is made by a PUT has a rule for its names, but for ids that the service gives', () => {
  const known = NAMES.map(({ type }) => type.toLowerCase());
  const made = [...new Set(put.filter((path) => path.includes('/providers/')).map(typeOf))];
  const without = made.filter((type) => !known.includes(type.toLowerCase()));
  expect(without).toEqual(['virtualMachineScaleSets/virtualMachines']);
});

test.each(put.filter((path) => !path.endsWith('{instance}')))(
  'odd names are refused by PUT %s',
  async (path) => {
    const given1 = path
      .replace('{subscription}', SUBSCRIPTION)
      .replace(/\{resourceGroup\}(?=\/)/, 'rg-demo')
      .replace(/\{\w+\}(?=\/)/g, 'one');
    for (const name of BAD.filter((bad) => !(bad === 'ends.' && FREE.test(typeOf(path))))) {
      const url = `${given1.replace(/\{\w+\}$/, name)}?${VERSION}`;
      const answer = await given.ask('PUT', url, { body: { location: 'westeurope', properties: {} } });
      expect([url.slice(0, 200), answer.status]).toEqual([url.slice(0, 200), 400]);
      expect(answer.at('error', 'message')).toMatch(/nam|rule/i);
    }
  },
);

test('the side door goes by the same rules', () => {
  const at = { resourceGroup: 'rg-demo' };
  const { sim } = given.arm;
  const image = { ...at, gallery: 'demo', image: 'web', version: '1.0.0' };
  const bad: Array<() => unknown> = [
    () => sim.createResourceGroup({ resourceGroup: 'ends.' }),
    () => sim.createScaleSet({ ...at, name: 'a/b' }),
    () => sim.createLoadBalancer({ ...at, name: 'a b' }),
    () => sim.createImage({ ...at, name: '-' }),
    () => sim.createGalleryImage({ ...image, gallery: 'de-mo' }),
    () => sim.createGalleryImage({ ...image, image: 'a/b' }),
    () => sim.createGalleryImage({ ...image, version: 'one' }),
  ];
  for (const make of bad) expect(make).toThrow(expect.objectContaining({ status: 400 }));
  expect(sim.createGalleryImage(image)).toMatch(/1\.0\.0$/);
});
