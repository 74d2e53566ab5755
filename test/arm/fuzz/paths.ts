import type { RestOperation } from '../../../local/arm/operations/rest-operation.ts';
import type { Store } from '../../../local/arm/store/store.ts';
import { SUBSCRIPTION } from '../given-arm.ts';
import type { Random } from './random.ts';

/** Names that paths are made of; those that are there, some that are not, some that mean harm. */
const NAMES: Record<string, readonly string[]> = {
  resourceGroup: ['rg-demo', 'rg-demo', 'rg-demo', 'RG-Demo', 'rg-other', 'rg-none'],
  scaleSet: ['web', 'web', 'flex', 'WEB', 'made', 'new'],
  loadBalancer: ['lb', 'lb', 'LB', 'new'],
  child: [
    'blue',
    'green',
    'http',
    'http-probe',
    'frontend',
    'ssh',
    'default',
    'other',
    'new',
    'AllowVnetInBound',
  ],
  nic: ['nic', 'none'],
  ip: ['ip', 'none'],
  address: ['public', 'none'],
  setting: ['scale', 'scale', 'other'],
  extension: ['health', 'other'],
  gallery: ['demo', 'none'],
  image: ['web', 'golden', 'none'],
  version: ['1.0.0', 'latest', '24.04.0', 'none'],
  disk: ['data', 'new'],
  networkInterfaces: ['nic', 'new'],
  deployment: ['one', 'two'],
  lock: ['keep', 'keep', 'other'],
  location: ['westeurope', 'West%20Europe', 'eastus', 'atlantis'],
  publisher: ['Canonical', 'none'],
  offer: ['ubuntu-24_04-lts', 'none'],
  sku: ['server', 'none'],
  virtualNetworks: ['net', 'net', 'new'],
  networkSecurityGroups: ['nsg', 'nsg', 'new'],
  publicIPAddresses: ['ip', 'ip', 'new'],
  publicIPPrefixes: ['prefix', 'prefix', 'new'],
  subscription: [
    SUBSCRIPTION,
    SUBSCRIPTION,
    SUBSCRIPTION,
    SUBSCRIPTION.toUpperCase(),
    SUBSCRIPTION.replace(/0/g, '1'),
  ],
  namespace: ['Microsoft.Compute', 'microsoft.network', 'Microsoft.None'],
};
const INSTANCES = ['0', '1', '2', '*', '99', '00', '-1', '1e1'];
const HARMFUL = [
  '%ff',
  '%',
  '..',
  '.',
  '%2f',
  '%00',
  '__proto__',
  'constructor',
  '日本',
  '%E6%97%A5',
  'a%20b',
  'a%0Ab',
  "'",
  '$',
  'x'.repeat(300),
];
const VERSIONS = [
  '2026-04-01',
  '2024-07-01',
  '2024-05-01',
  '2022-10-01',
  '2021-04-01',
  '2019-03-01',
  '2018-09-01-preview',
];
const QUERIES = [
  ...[
    '$expand=instanceView',
    '$expand=userData',
    '$expand=resiliencyView',
    '$top=1',
    '$top=-1',
    '$top=x',
    '$skip=1',
  ],
  ...[
    '$filter=instanceView/statuses/code%20eq%20%27a%27',
    "$filter=tagName eq 'team'",
    "$filter=resourceType eq 'a'",
    '$filter=((((',
    '$select=instanceView',
  ],
  ...[
    '$skiptoken=abc',
    '$skiptoken=5',
    '$skiptoken=%ff',
    'forceDeletion=true',
    'hibernate=true',
    'ipAddress=10.0.0.5',
    'ipAddress=x',
    'statusOnly=true',
  ],
  ...[
    'metricnames=Percentage%20CPU&timespan=2026-01-01T00:00:00Z/2026-01-01T01:00:00Z&interval=PT1M&aggregation=Average',
    'timespan=a/b&interval=P&metricnames=a',
    'metricnames=Percentage%20CPU&timespan=PT9999999H&interval=PT1M',
  ],
  ...['a=%', '&&&', '=', 'api-version=2020-01-01', '__proto__=1'],
];

/** The path and query of one request to an operation, mostly to something that is there. */
export function urlOf({ path }: RestOperation, store: Store, random: Random): string {
  const filled = path.includes('{namespace}/{type}') ? anyPath(path, store, random) : path;
  const whole = filled.replace(/\{(\w+)\}/g, (_, name: string) => nameFor(name, path, { store, random }));
  const spelled = random.chance(0.03) ? whole.toUpperCase() : whole;
  return `${spelled}?${queryOf(path, random)}`;
}

function nameFor(name: string, path: string, { store, random }: { store: Store; random: Random }): string {
  if (random.chance(0.02)) return random.pick(HARMFUL);
  const names = STORED[name]?.(store) ?? NAMES[name === 'name' ? plainKind(path) : name] ?? [];
  return names.length > 0 ? random.pick(names) : 'new';
}

/** Names that come and go: the last ones there are, and some that are not. */
const STORED: Record<string, (store: Store) => readonly string[]> = {
  operation: ({ operations }) => [...operations.values()].slice(-20).map(({ key }) => key),
  virtualMachine: ({ instances }) => [...instances.values()].slice(-20).map(({ id }) => id),
  instance: ({ instances }) => [...[...instances.values()].slice(-20).map(({ id }) => id), ...INSTANCES],
  event: ({ resources }) =>
    [...resources.values()]
      .filter(({ type }) => type.endsWith('lifecycleHookEvents'))
      .map(({ key }) => key.split('/').at(-1) ?? ''),
};

/** `virtualNetworks` of a path with `virtualNetworks/{name}`. */
function plainKind(path: string): string {
  return /\/(\w+)\/\{name\}/.exec(path)?.[1] ?? '';
}

/** The path of something stored, whatever its type; what comes after it stays. */
function anyPath(path: string, store: Store, random: Random): string {
  const records = [...store.resources.values(), ...store.scaleSets.values()];
  const ids = records
    .map((record) => ('id' in record ? record.id : record.key))
    .filter((id) => /\/providers\//i.test(id));
  if (ids.length === 0 || random.chance(0.1)) return path;
  const rest = /\/providers\/Microsoft\.(Resources|Authorization)\/.*$/.exec(path)?.[0] ?? '';
  return random.pick(ids) + rest;
}

function queryOf(path: string, random: Random): string {
  const more = random.chance(0.3) ? `&${random.pick(QUERIES)}` : '';
  if (random.chance(0.02))
    return (
      random.pick(['', 'api-version=', 'api-version=x', 'api-version=9999-99-99', 'api-version=1900-01-01']) +
      more
    );
  const version = /insights\/metrics/i.test(path)
    ? '2023-10-01'
    : random.chance(0.7)
      ? VERSIONS[0]
      : random.pick(VERSIONS);
  return `api-version=${version}${more}`;
}
