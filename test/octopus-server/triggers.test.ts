import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  addMachines,
  deployedShop,
  deployShop,
  type Fixture,
  seedShop,
  type Shop,
  startFixture,
} from './octopus-fixture.ts';

let fixture: Fixture;
let shop: Shop;

beforeEach(async () => {
  fixture = await startFixture();
  shop = seedShop(fixture);
  await addMachines(fixture, 'a');
  await deployedShop(fixture, shop);
});

const trigger = (more: object = {}) =>
  fixture.server.sim.add('triggers', { ProjectId: shop.projectId, ...more });
const healthy = (...ids: string[]) => {
  for (const id of ids) fixture.server.sim.change('machines', id, { HealthStatus: 'Healthy' });
};
const made = () =>
  fixture.server.sim
    .list('deployments')
    .filter(({ Comments }) => Comments === 'New deployment targets')
    .map(({ SpecificMachineIds }) => SpecificMachineIds);

describe('a trigger', () => {
  it('deploys what was last deployed to targets that appear, once they are healthy, within 30 s', async () => {
    trigger();
    const ids = await addMachines(fixture, 'b', 'c');
    await fixture.clock.advance(60_000);
    expect(made()).toEqual([]);
    healthy(...ids);
    await fixture.clock.advance(31_000);
    expect(made()).toEqual([ids]);
    await fixture.clock.advance(600_000);
    expect(made()).toHaveLength(1);
  });

  it('waits while a deployment of its project runs, and leaves alone who got it by that', async () => {
    trigger();
    const [b = '', c = ''] = await addMachines(fixture, 'b', 'c');
    healthy(b, c);
    fixture.server.sim.configure({ deployment: [90_000, 90_000] });
    await deployShop(fixture, shop, { SpecificMachineIds: [b] });
    await fixture.clock.advance(80_000);
    expect(made()).toEqual([]);
    await fixture.clock.advance(60_000);
    expect(made()).toEqual([[c]]);
  });

  it('deploys again only when it is told to, and never while it is disabled', async () => {
    const again = trigger({ ShouldRedeployWhenMachineHasBeenDeployedTo: true });
    const [b = ''] = await addMachines(fixture, 'b');
    await deployedShop(fixture, shop, { SpecificMachineIds: [b] });
    healthy(b);
    await fixture.clock.advance(40_000);
    expect(made()).toEqual([[b]]);
    fixture.server.sim.change('triggers', again.Id, { IsDisabled: true });
    healthy(...(await addMachines(fixture, 'c')));
    await fixture.clock.advance(120_000);
    expect(made()).toEqual([[b]]);
  });
});
