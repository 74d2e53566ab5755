import { GROUP, scaleSetPath, VERSION, type Answer, type GivenArm } from '../../arm/given-arm.ts';

/** One thing that is known of the wire, and how to see that the simulator does it. */
export interface Fact {
  name: string;
  check: (given: GivenArm) => Promise<void>;
}

export const WEB = scaleSetPath('web');
export const LB = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
export const AUTOSCALE = `${GROUP}/providers/microsoft.insights/autoscalesettings/web`;
export const poll = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
export const monitor = (answer: Answer) => answer.headers.get('location') ?? '';
export const q = (path: string, more = '') => `${path}?${VERSION}${more}`;

export const model = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 2 },
  properties: {
    overprovision: false,
    upgradePolicy: { mode: 'Manual' },
    virtualMachineProfile: {
      osProfile: { computerNamePrefix: 'web', adminUsername: 'azureuser', adminPassword: 'Pa55-word-1234' },
      storageProfile: { imageReference: { publisher: 'p', offer: 'o', sku: 's', version: 'latest' } },
    },
  },
};

export const settled = (given: GivenArm, more = {}) =>
  given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 3,
    overprovision: false,
    ...more,
  });
export const patch = (given: GivenArm, capacity: number, headers: Record<string, string> = {}) =>
  given.ask('PATCH', q(WEB), { body: { sku: { capacity } }, headers });
export const list = async (given: GivenArm, more = '') =>
  (await given.ask('GET', q(`${WEB}/virtualMachines`, more))).at('value') as unknown[];
