import { merged, type JsonObject } from '../json.ts';
import type { ScaleSetWrite } from '../rules/scale-set-model.ts';
import { DEFAULT_SUBSCRIPTION } from '../settings.ts';

/** A scale set in short. Everything but where and how it is called has a default. */
export interface ScaleSetSpec {
  subscription?: string;
  resourceGroup: string;
  name: string;
  /** Default 0. */
  capacity?: number;
  location?: string;
  orchestrationMode?: 'Uniform' | 'Flexible';
  /** Default true for Uniform. */
  overprovision?: boolean;
  zones?: string[];
  size?: string;
  tags?: Record<string, string>;
  upgradeMode?: 'Manual' | 'Automatic' | 'Rolling';
  /** Image reference of the model. */
  image?: JsonObject;
  /** Ids of the load balancer backend pools its interfaces are in. */
  backendPools?: string[];
  extensions?: JsonObject[];
  /** Merged over all the above. */
  properties?: JsonObject;
  /** Default true: all instances are there and ready at once, and no event is raised. */
  settled?: boolean;
}

/** The PUT that would create the set. */
export function writeOf(spec: ScaleSetSpec): ScaleSetWrite {
  const { location = 'westeurope', tags = {}, size = 'Standard_D2s_v5', capacity = 0, zones } = spec;
  return {
    location,
    tags,
    sku: { name: size, tier: 'Standard', capacity },
    ...(zones && { zones }),
    extras: {},
    properties: merged(propertiesOf(spec), spec.properties ?? {}),
  };
}

function propertiesOf(spec: ScaleSetSpec): JsonObject {
  const flexible = spec.orchestrationMode === 'Flexible';
  return {
    orchestrationMode: flexible ? 'Flexible' : 'Uniform',
    upgradePolicy: { mode: spec.upgradeMode ?? 'Manual' },
    ...(flexible ? { platformFaultDomainCount: 1 } : { overprovision: spec.overprovision ?? true }),
    virtualMachineProfile: profileOf(spec, flexible),
  };
}

function profileOf(spec: ScaleSetSpec, flexible: boolean): JsonObject {
  const { name, image, extensions = spec.upgradeMode === 'Rolling' ? [HEALTH] : undefined } = spec;
  return {
    osProfile: {
      computerNamePrefix: computerName(name),
      adminUsername: 'azureuser',
      linuxConfiguration: { disablePasswordAuthentication: true, ssh: SSH, provisionVMAgent: true },
      secrets: [],
      allowExtensionOperations: true,
      requireGuestProvisionSignal: true,
    },
    storageProfile: {
      osDisk: {
        osType: 'Linux',
        createOption: 'FromImage',
        caching: 'ReadWrite',
        managedDisk: { storageAccountType: 'Premium_LRS' },
        ...(flexible && { deleteOption: 'Delete' }),
        diskSizeGB: 30,
      },
      imageReference: image ?? {
        publisher: 'Canonical',
        offer: 'ubuntu-24_04-lts',
        sku: 'server',
        version: 'latest',
      },
    },
    networkProfile: {
      ...(flexible && { networkApiVersion: '2020-11-01' }),
      networkInterfaceConfigurations: [nicConfiguration(spec)],
    },
    ...(extensions && { extensionProfile: { extensions } }),
  };
}

/** Computers are called by letters, digits and dashes. */
function computerName(name: string): string {
  const prefix = name.replace(/[^a-z0-9-]+/gi, '-').replace(/^-+/, '');
  return prefix === '' ? 'vm' : prefix.slice(0, 9);
}

/** A public key whose private one nobody has. */
const SSH = {
  publicKeys: [
    { path: '/home/azureuser/.ssh/authorized_keys', keyData: 'ssh-ed25519 AAAAC3NzaSimulated sim' },
  ],
};

/** What a set must have for its upgrades to roll. */
const HEALTH = {
  name: 'health',
  properties: {
    publisher: 'Microsoft.ManagedServices',
    type: 'ApplicationHealthLinux',
    typeHandlerVersion: '1.0',
    autoUpgradeMinorVersion: true,
    settings: { protocol: 'http', port: 80, requestPath: '/' },
  },
};

function nicConfiguration(spec: ScaleSetSpec): JsonObject {
  const { name, backendPools } = spec;
  const group = `/subscriptions/${spec.subscription ?? DEFAULT_SUBSCRIPTION}/resourceGroups/${spec.resourceGroup}`;
  const subnet = { id: `${group}/providers/Microsoft.Network/virtualNetworks/${name}-vnet/subnets/default` };
  return {
    name: `${name}-nic`,
    properties: {
      primary: true,
      enableIPForwarding: false,
      dnsSettings: { dnsServers: [] },
      ipConfigurations: [
        {
          name: 'ipconfig',
          properties: {
            subnet,
            privateIPAddressVersion: 'IPv4',
            ...(backendPools && { loadBalancerBackendAddressPools: backendPools.map((id) => ({ id })) }),
          },
        },
      ],
    },
  };
}
