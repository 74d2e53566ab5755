import type { JsonObject } from '../../../local/arm/json.ts';
import { GROUP } from '../given-arm.ts';

const COMPUTE = `${GROUP}/providers/Microsoft.Compute`;
export const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const BALANCER = `${NETWORK}/loadBalancers/lb`;
export const SUBNET = `${NETWORK}/virtualNetworks/net/subnets/default`;
export const location = 'westeurope';
const image = { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' };
export const extension = (name: string) => ({
  name,
  properties: {
    publisher: 'Microsoft.ManagedServices',
    type: 'ApplicationHealthLinux',
    typeHandlerVersion: '1.0',
    autoUpgradeMinorVersion: true,
    settings: { protocol: 'http', port: 80, requestPath: '/' },
  },
});

const nic = {
  name: 'nic',
  properties: {
    primary: true,
    enableAcceleratedNetworking: false,
    ipConfigurations: [
      {
        name: 'ip',
        properties: {
          subnet: { id: SUBNET },
          loadBalancerBackendAddressPools: [{ id: `${BALANCER}/backendAddressPools/blue` }],
          publicIPAddressConfiguration: { name: 'public', properties: { idleTimeoutInMinutes: 10 } },
        },
      },
    ],
  },
};

export const uniform: JsonObject = {
  location,
  tags: { team: 'a' },
  sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 2 },
  identity: { type: 'SystemAssigned' },
  zones: ['1', '2'],
  properties: {
    overprovision: false,
    upgradePolicy: { mode: 'Manual', rollingUpgradePolicy: { maxBatchInstancePercent: 50 } },
    scaleInPolicy: { rules: ['OldestVM'], forceDeletion: false },
    automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT30M' },
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'web',
        adminUsername: 'azureuser',
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: { publicKeys: [{ path: '/home/azureuser/.ssh/authorized_keys', keyData: 'ssh-rsa AAAA' }] },
        },
      },
      storageProfile: {
        imageReference: image,
        osDisk: {
          createOption: 'FromImage',
          caching: 'ReadWrite',
          managedDisk: { storageAccountType: 'Premium_LRS' },
        },
        dataDisks: [{ lun: 0, createOption: 'Empty', diskSizeGB: 32 }],
      },
      networkProfile: { networkInterfaceConfigurations: [nic] },
      extensionProfile: { extensions: [extension('health')], extensionsTimeBudget: 'PT1H' },
      scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout: 'PT5M' } },
      userData: 'dXNlcg==',
    },
  },
};
export const flexible: JsonObject = {
  location,
  sku: { name: 'Standard_D2s_v5', capacity: 1 },
  properties: {
    orchestrationMode: 'Flexible',
    platformFaultDomainCount: 1,
    virtualMachineProfile: {
      osProfile: { computerNamePrefix: 'flex', adminUsername: 'azureuser', adminPassword: 'Pa55-word-1234' },
      storageProfile: { imageReference: image },
      networkProfile: { networkApiVersion: '2020-11-01', networkInterfaceConfigurations: [nic] },
    },
  },
};

const frontend = { id: `${BALANCER}/frontendIPConfigurations/frontend` };
export const balancer: JsonObject = {
  location,
  sku: { name: 'Standard' },
  properties: {
    frontendIPConfigurations: [
      { name: 'frontend', properties: { publicIPAddress: { id: `${NETWORK}/publicIPAddresses/ip` } } },
    ],
    backendAddressPools: [{ name: 'blue' }, { name: 'green' }],
    probes: [{ name: 'http-probe', properties: { protocol: 'Http', port: 80, requestPath: '/' } }],
    loadBalancingRules: [
      {
        name: 'http',
        properties: {
          frontendIPConfiguration: frontend,
          backendAddressPool: { id: `${BALANCER}/backendAddressPools/blue` },
          probe: { id: `${BALANCER}/probes/http-probe` },
          protocol: 'Tcp',
          frontendPort: 80,
          backendPort: 8080,
        },
      },
    ],
    inboundNatPools: [
      {
        name: 'ssh',
        properties: {
          frontendIPConfiguration: frontend,
          protocol: 'Tcp',
          frontendPortRangeStart: 50_000,
          frontendPortRangeEnd: 50_099,
          backendPort: 22,
        },
      },
    ],
  },
};
export const privateBalancer: JsonObject = {
  location,
  sku: { name: 'Standard' },
  properties: {
    frontendIPConfigurations: [{ name: 'frontend', properties: { subnet: { id: SUBNET } } }],
    backendAddressPools: [
      {
        name: 'blue',
        properties: { loadBalancerBackendAddresses: [{ name: 'a', properties: { ipAddress: '10.0.0.9' } }] },
      },
    ],
  },
};
export const natRule: JsonObject = {
  properties: { frontendIPConfiguration: frontend, protocol: 'Tcp', frontendPort: 2_222, backendPort: 22 },
};

const metricTrigger = {
  metricName: 'Percentage CPU',
  metricResourceUri: `${COMPUTE}/virtualMachineScaleSets/web`,
  timeGrain: 'PT1M',
  statistic: 'Average',
  timeWindow: 'PT5M',
  timeAggregation: 'Average',
  operator: 'GreaterThan',
  threshold: 70,
};
export const autoscale: JsonObject = {
  location,
  properties: {
    enabled: true,
    targetResourceUri: `${COMPUTE}/virtualMachineScaleSets/web`,
    profiles: [
      {
        name: 'always',
        capacity: { minimum: '1', maximum: '4', default: '2' },
        rules: [
          {
            metricTrigger,
            scaleAction: { direction: 'Increase', type: 'ChangeCount', value: '1', cooldown: 'PT5M' },
          },
        ],
        recurrence: {
          frequency: 'Week',
          schedule: { timeZone: 'UTC', days: ['Monday'], hours: [6], minutes: [0] },
        },
      },
    ],
    notifications: [
      {
        operation: 'Scale',
        email: { customEmails: ['a@b.c'] },
        webhooks: [{ serviceUri: 'http://127.0.0.1:1/' }],
      },
    ],
  },
};

export const network: JsonObject = {
  location,
  tags: { team: 'net' },
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [
      {
        name: 'default',
        properties: {
          addressPrefix: '10.0.0.0/24',
          networkSecurityGroup: { id: `${NETWORK}/networkSecurityGroups/nsg` },
        },
      },
      { name: 'other', properties: { addressPrefix: '10.0.1.0/24' } },
    ],
  },
};
export const securityRule: JsonObject = {
  properties: {
    protocol: 'Tcp',
    access: 'Allow',
    direction: 'Inbound',
    priority: 100,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '80',
  },
};

export const template: JsonObject = {
  properties: {
    mode: 'Incremental',
    parameters: { name: { value: 'made' }, secret: { value: 'Pa55-word-1234' } },
    template: {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { name: { type: 'string', defaultValue: 'made' }, secret: { type: 'securestring' } },
      variables: { net: "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" },
      resources: [
        {
          type: 'Microsoft.Compute/virtualMachineScaleSets',
          name: "[parameters('name')]",
          apiVersion: '2024-07-01',
          dependsOn: ["[variables('net')]"],
          ...uniform,
          location: '[resourceGroup().location]',
        },
        { type: 'Microsoft.Network/virtualNetworks', name: 'net', apiVersion: '2024-05-01', ...network },
      ],
      outputs: {
        text: {
          type: 'string',
          value: "[format('{0}-{1}', toUpper(parameters('name')), uniqueString('a'))]",
        },
        space: { type: 'array', value: "[reference(variables('net')).addressSpace.addressPrefixes]" },
      },
    },
  },
};

export const tags: JsonObject = { tags: { team: 'b', empty: '' } };
export const instances: JsonObject = { instanceIds: ['0', '1'] };
export const plain = (properties: JsonObject): JsonObject => ({
  location,
  sku: { name: 'Standard' },
  properties,
});

/** What stands there before anything else is asked, in this order. */
export const GIVEN: ReadonlyArray<[path: string, version: string, body: JsonObject]> = [
  [`${NETWORK}/networkSecurityGroups/nsg`, '2024-05-01', { location, properties: { securityRules: [] } }],
  [`${NETWORK}/publicIPAddresses/ip`, '2024-05-01', plain({ publicIPAllocationMethod: 'Static' })],
  [`${NETWORK}/publicIPPrefixes/prefix`, '2024-05-01', plain({})],
  [`${NETWORK}/virtualNetworks/net`, '2024-05-01', network],
  [BALANCER, '2024-05-01', balancer],
  [`${COMPUTE}/virtualMachineScaleSets/web`, '2024-07-01', uniform],
  [`${COMPUTE}/virtualMachineScaleSets/flex`, '2024-07-01', flexible],
  [`${GROUP}/providers/Microsoft.Insights/autoscalesettings/scale`, '2022-10-01', autoscale],
];
