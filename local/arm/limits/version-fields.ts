import { isObject, objectAt, type JsonObject } from '../json.ts';

/** A field that answers to api-versions before `since` do not have. */
interface Younger {
  since: string;
  provider: RegExp;
  /** Names on the way to it; `*` stands for every item of a list. */
  path: string[];
}

const compute = /Microsoft\.Compute\/virtualMachineScaleSets(?!.*(networkInterfaces|publicipaddresses))/i;
const network = /Microsoft\.Network\/loadBalancers/i;
const younger = (since: string, provider: RegExp, path: string): Younger => ({
  since,
  provider,
  path: path.split('.'),
});

const BALANCER_CHILDREN =
  'frontendIPConfigurations backendAddressPools loadBalancingRules probes inboundNatRules inboundNatPools'.split(
    ' ',
  );
const RULE_SWITCHES = ['enableDestinationServiceEndpoint', 'enableTcpReset', 'allowBackendPortConflict'];
const NAT_POOL_OPTIONS = [...RULE_SWITCHES, 'idleTimeoutInMinutes', 'enableFloatingIP'];

/** Of load balancers before they had sizes and their children types. */
const BALANCERS_OF_2016 = [
  'sku',
  ...BALANCER_CHILDREN.map((kind) => `properties.${kind}.*.type`),
  ...['loadBalancingRules', 'inboundNatRules'].flatMap((kind) =>
    RULE_SWITCHES.map((name) => `properties.${kind}.*.properties.${name}`),
  ),
  ...NAT_POOL_OPTIONS.map((name) => `properties.inboundNatPools.*.properties.${name}`),
];

const machine = /Microsoft\.Compute\/virtualMachines(\/|$)/i;
const OS = 'properties.osProfile';
const STORAGE = 'properties.storageProfile';

/** Of virtual machines outside of scale sets, as far as recordings tell. */
const YOUNGER_OF_MACHINES = [
  ...['etag', 'properties.timeCreated'].map((path) => younger('2021-11-01', machine, path)),
  ...[
    `${OS}.linuxConfiguration.patchSettings.assessmentMode`,
    `${OS}.windowsConfiguration.patchSettings.assessmentMode`,
    `${STORAGE}.osDisk.deleteOption`,
  ].map((path) => younger('2021-03-01', machine, path)),
  ...[
    `${OS}.linuxConfiguration.patchSettings`,
    `${OS}.windowsConfiguration.patchSettings`,
    `${OS}.requireGuestProvisionSignal`,
    `${STORAGE}.imageReference.exactVersion`,
    `${STORAGE}.dataDisks.*.toBeDetached`,
  ].map((path) => younger('2019-12-01', machine, path)),
  ...[
    `${OS}.linuxConfiguration.provisionVMAgent`,
    `${OS}.allowExtensionOperations`,
    `${STORAGE}.osDisk.diskSizeGB`,
  ].map((path) => younger('2017-12-01', machine, path)),
];

const YOUNGER: Younger[] = [
  ...YOUNGER_OF_MACHINES,
  ...BALANCERS_OF_2016.map((path) => younger('2017-08-01', network, path)),
  ...['etag', 'properties.timeCreated', 'properties.virtualMachineProfile.timeCreated'].map((path) =>
    younger('2021-11-01', compute, path),
  ),
  younger('2021-03-01', compute, 'properties.platformFaultDomainCount'),
  younger('2021-03-01', compute, 'properties.hardwareProfile.vmSize'),
  younger('2022-01-01', network, 'properties.probes.*.properties.probeThreshold'),
  younger('2020-08-01', network, 'sku.tier'),
  younger('2020-11-01', network, 'properties.loadBalancingRules.*.properties.backendAddressPools'),
  younger('2020-04-01', network, 'properties.backendAddressPools.*.properties.loadBalancerBackendAddresses'),
];

/** What former versions had instead of something, or besides. */
const FORMER: Array<{ until: string; provider: RegExp; change: (item: JsonObject) => void }> = [
  {
    until: '2018-07-01',
    provider: /Microsoft\.Network\/loadBalancers(\/{loadBalancer})?$/i,
    change: (item) => Object.assign(objectAt(item, 'properties'), { outboundNatRules: [] }),
  },
  {
    // Then the version itself said what `latest` came to.
    until: '2020-12-01',
    provider: /Microsoft\.Compute\/virtualMachineScaleSets\/{scaleSet}\/virtualMachines/i,
    change: (item) => {
      const image = objectAt(item, 'properties', 'storageProfile', 'imageReference');
      if (image.exactVersion === undefined) return;
      image.version = image.exactVersion;
      delete image.exactVersion;
    },
  },
];

const OLDEST_WHOLE = '2022-01-01';

/** The answer as this api-version has it. New versions, which have every field, cost nothing. */
export function atVersion(body: unknown, { path, version }: { path: string; version: string }): unknown {
  if (version >= OLDEST_WHOLE || !isObject(body)) return body;
  const missing = YOUNGER.filter(({ since, provider }) => version < since && provider.test(path));
  const former = FORMER.filter(({ until, provider }) => version < until && provider.test(path));
  if (missing.length + former.length === 0) return body;
  const copy = structuredClone(body);
  const bodies = Array.isArray(copy.value) ? copy.value.filter(isObject) : [copy];
  for (const item of bodies) {
    for (const field of missing) drop(item, field.path);
    for (const { change } of former) change(item);
  }
  return copy;
}

function drop(value: JsonObject, [name = '', ...rest]: string[]): void {
  if (rest.length === 0) {
    delete value[name];
    return;
  }
  const next = value[name];
  if (rest[0] === '*' && Array.isArray(next))
    next.filter(isObject).forEach((item) => drop(item, rest.slice(1)));
  else if (isObject(next)) drop(next, rest);
}
