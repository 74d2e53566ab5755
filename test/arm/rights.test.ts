import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { actionOf } from '../../local/arm/rights/action-of.ts';
import { type GivenArm, givenArm, GROUP, scaleSetPath, SUBSCRIPTION, VERSION } from './given-arm.ts';

const READ = 'Microsoft.Compute/virtualMachineScaleSets/read';
const WRITE = 'Microsoft.Compute/virtualMachineScaleSets/write';
const TOKEN = 'limited';
const AS_LIMITED = { headers: { authorization: `Bearer ${TOKEN}` } };
const WEB = `${scaleSetPath('web')}?${VERSION}`;

let given: GivenArm;
beforeEach(async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2 });
});
afterEach(() => given.arm.stop());

const limited = (method: string, path: string, body?: object) =>
  given.ask(method, path, { ...AS_LIMITED, ...(body ? { body: body } : {}) });
const may = (...actions: string[]) => given.arm.sim.limitRights(TOKEN, [{ scope: GROUP, actions }]);

test('what no role allows is refused by 403 with what it would take, and others are not concerned', async () => {
  may(READ);
  expect((await limited('GET', WEB)).status).toBe(200);

  const refused = await limited('DELETE', WEB);
  expect(refused.status).toBe(403);
  expect(refused.at('error', 'code')).toBe('AuthorizationFailed');
  expect(refused.at('error', 'message')).toMatch(
    /'Microsoft.Compute\/virtualMachineScaleSets\/delete' over scope '.*\/virtualMachineScaleSets\/web'/,
  );
  expect(JSON.stringify(refused.at('error'))).not.toContain(TOKEN);
  expect((await given.ask('DELETE', WEB)).status).toBe(202);
});

test('a role on a resource group says nothing of another, nor of the subscription', async () => {
  may('*/read');
  const elsewhere = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-other`;
  for (const path of [elsewhere, `/subscriptions/${SUBSCRIPTION}`])
    expect(
      (await limited('GET', `${path}/providers/Microsoft.Compute/virtualMachineScaleSets?${VERSION}`)).status,
    ).toBe(403);
  given.arm.sim.limitRights(TOKEN, [{ scope: `/subscriptions/${SUBSCRIPTION}`, actions: ['*/READ'] }]);
  expect((await limited('GET', WEB)).status).toBe(200);
});

test('what was used and what was refused can be asked, and limits end', async () => {
  may(READ);
  await limited('GET', WEB);
  await limited('PATCH', WEB, { sku: { capacity: 3 } });
  expect((await given.ask('GET', '/_sim/principals')).at('value')).toEqual([
    expect.objectContaining({ key: TOKEN, used: [READ.toLowerCase()], refused: [WRITE.toLowerCase()] }),
  ]);
  expect((await given.ask('DELETE', '/_sim/principals')).status).toBe(204);
  expect((await limited('PATCH', WEB, { sku: { capacity: 3 } })).status).toBe(200);
});

describe('a write needs rights on what it refers to', () => {
  const NETWORK = `${GROUP.replace('rg-demo', 'rg-network')}/providers/Microsoft.Network`;
  const COMPUTE = `${GROUP}/providers/Microsoft.Compute`;
  const profile = (properties: object) => ({
    networkProfile: { networkInterfaceConfigurations: [{ name: 'nic', properties }] },
  });
  const address = (properties: object) => profile({ ipConfigurations: [{ name: 'ip', properties }] });
  const ref = (id: string) => ({ id });
  const vm = (virtualMachineProfile: object) => ({ properties: { virtualMachineProfile } });
  const disk = (more: object) => vm({ storageProfile: more });

  test.each([
    [
      'Microsoft.Network/virtualNetworks/subnets/join/action',
      vm(address({ subnet: ref(`${NETWORK}/virtualNetworks/net/subnets/one`) })),
    ],
    [
      'Microsoft.Network/networkSecurityGroups/join/action',
      vm(profile({ networkSecurityGroup: ref(`${NETWORK}/networkSecurityGroups/nsg`) })),
    ],
    [
      'Microsoft.Network/applicationSecurityGroups/joinIpConfiguration/action',
      vm(address({ applicationSecurityGroups: [ref(`${NETWORK}/applicationSecurityGroups/asg`)] })),
    ],
    [
      'Microsoft.Network/loadBalancers/backendAddressPools/join/action',
      vm(
        address({
          loadBalancerBackendAddressPools: [ref(`${NETWORK}/loadBalancers/lb/backendAddressPools/one`)],
        }),
      ),
    ],
    [
      'Microsoft.Network/loadBalancers/inboundNatPools/join/action',
      vm(address({ loadBalancerInboundNatPools: [ref(`${NETWORK}/loadBalancers/lb/inboundNatPools/one`)] })),
    ],
    [
      'Microsoft.Network/loadBalancers/probes/join/action',
      vm({ networkProfile: { healthProbe: ref(`${NETWORK}/loadBalancers/lb/probes/one`) } }),
    ],
    [
      'Microsoft.Network/applicationGateways/backendAddressPools/join/action',
      vm(
        address({
          applicationGatewayBackendAddressPools: [
            ref(`${NETWORK}/applicationGateways/gw/backendAddressPools/one`),
          ],
        }),
      ),
    ],
    [
      'Microsoft.Network/publicIPPrefixes/join/action',
      vm(
        address({
          publicIPAddressConfiguration: {
            name: 'public',
            properties: { publicIPPrefix: ref(`${NETWORK}/publicIPPrefixes/one`) },
          },
        }),
      ),
    ],
    ['Microsoft.Compute/images/read', disk({ imageReference: ref(`${COMPUTE}/images/baked`) })],
    [
      'Microsoft.Compute/galleries/images/versions/read',
      disk({ imageReference: ref(`${COMPUTE}/galleries/g/images/web/versions/1.0.0`) }),
    ],
    [
      'Microsoft.Compute/diskEncryptionSets/read',
      disk({ osDisk: { managedDisk: { diskEncryptionSet: ref(`${COMPUTE}/diskEncryptionSets/one`) } } }),
    ],
    [
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
      {
        identity: {
          type: 'UserAssigned',
          userAssignedIdentities: {
            [`${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web`]: {},
          },
        },
      },
    ],
  ])('%s', async (action, body) => {
    may(READ, WRITE);
    const refused = await limited('PATCH', WEB, body);
    expect([refused.status, refused.at('error', 'code')]).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(refused.at('error', 'message')).toContain(`perform action(s) '${action}'`);

    given.arm.sim.limitRights(TOKEN, [
      { scope: `/subscriptions/${SUBSCRIPTION}`, actions: [READ, WRITE, action] },
    ]);
    expect((await limited('PATCH', WEB, body)).status).not.toBe(403);
  });

  test('what belongs to the thing itself needs none', async () => {
    may(READ, WRITE);
    expect((await limited('PATCH', WEB, { tags: { a: 'b' } })).status).toBe(200);
  });
});

test.each([
  [
    'GET',
    `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets`,
    'Microsoft.Compute/virtualMachineScaleSets/read',
  ],
  [
    'POST',
    `${scaleSetPath('web')}/manualupgrade`,
    'Microsoft.Compute/virtualMachineScaleSets/manualupgrade/action',
  ],
  ['GET', `${scaleSetPath('web')}/providers/Microsoft.Insights/metrics`, 'Microsoft.Insights/metrics/read'],
  ['GET', GROUP, 'Microsoft.Resources/subscriptions/resourceGroups/read'],
])('%s %s is %s', (method, path, action) => {
  expect(actionOf(method, path)).toBe(action);
});
