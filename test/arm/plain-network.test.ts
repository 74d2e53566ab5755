import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { without, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type Answer, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const AT = 'api-version=2025-09-01';
const location = 'westeurope';
const tags = { team: 'blue' };
const NET = `${NETWORK}/virtualNetworks/net`;
const SECURITY = `${NETWORK}/networkSecurityGroups/nsg`;
const PREFIX = `${NETWORK}/publicIPPrefixes/block`;
const ADDRESS = `${NETWORK}/publicIPAddresses/front`;
const standard = { name: 'Standard', tier: 'Regional' };
const rule = {
  protocol: 'Tcp',
  ...{ sourcePortRange: '*', destinationPortRange: '443', sourceAddressPrefix: '*' },
  ...{ destinationAddressPrefix: '*', access: 'Allow', priority: 100, direction: 'Inbound' },
};
const subnet = { addressPrefix: '10.9.0.0/24', networkSecurityGroup: { id: SECURITY } };

/** Every kind that is kept as written, each used by one that comes after it. */
const KINDS: Array<[kind: string, path: string, body: JsonObject]> = [
  ['a security group', SECURITY, { location, tags, properties: {} }],
  ['a rule of it', `${SECURITY}/securityRules/https`, { properties: rule }],
  [
    'a network',
    NET,
    { location, tags, properties: { addressSpace: { addressPrefixes: ['10.9.0.0/16'] }, subnets: [] } },
  ],
  ['a subnet', `${NET}/subnets/default`, { properties: subnet }],
  [
    'a block of addresses',
    PREFIX,
    { location, sku: standard, zones: ['1'], properties: { prefixLength: 28 } },
  ],
  [
    'an address',
    ADDRESS,
    {
      ...{ location, tags, sku: standard },
      properties: { publicIPAllocationMethod: 'Static', publicIPPrefix: { id: PREFIX } },
    },
  ],
];

const put = async (path: string, body: unknown): Promise<Answer> => {
  const answer = await given.ask('PUT', `${path}?${AT}`, { body });
  await given.clock.advance(60_000);
  return answer;
};
const read = async (path: string, version = AT) => {
  const { status, body } = await given.ask('GET', `${path}?${version}`);
  expect({ path, status }).toEqual({ path, status: 200 });
  return body as JsonObject;
};
/** Etags count writes, so they differ. */
const withoutEtags = (body: unknown): unknown =>
  Array.isArray(body)
    ? body.map(withoutEtags)
    : typeof body === 'object' && body !== null
      ? Object.fromEntries(
          Object.entries(without(body as JsonObject, 'etag')).map(([name, value]) => [
            name,
            withoutEtags(value),
          ]),
        )
      : body;

/** All kinds, and machines and a frontend that use them. */
beforeEach(async () => {
  given = await givenArm();
  given.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
  for (const [kind, path, body] of KINDS)
    expect({ kind, status: (await put(path, body)).status }).toEqual({ kind, status: 201 });
  const properties = {
    virtualMachineProfile: {
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'nic',
            properties: {
              primary: true,
              ipConfigurations: [{ name: 'ip', properties: { subnet: { id: `${NET}/subnets/default` } } }],
            },
          },
        ],
      },
    },
  };
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false, properties },
  });
  given.arm.sim.createLoadBalancer({
    ...{ resourceGroup: 'rg-demo', name: 'lb' },
    properties: {
      frontendIPConfigurations: [{ name: 'front', properties: { publicIPAddress: { id: ADDRESS } } }],
    },
  });
});

test.each(KINDS)('%s that is read and put back as it is stays as it is, also in use', async (_, path) => {
  const before = await read(path);
  const answer = await put(path, before);
  expect({ status: answer.status, error: answer.at('error') }).toEqual({ status: 200, error: undefined });
  expect(withoutEtags(await read(path))).toEqual(withoutEtags(before));
});

test('a resource group that is read and put back stays as it is, and so does all that is in it', async () => {
  const version = 'api-version=2025-04-01';
  const before = await read(GROUP, version);
  const within = () => read(`${GROUP}/resources`, version);
  const listed = await within();
  expect((await given.ask('PUT', `${GROUP}?${version}`, { body: before })).status).toBe(200);
  await given.clock.advance(60_000);
  expect(await read(GROUP, version)).toEqual(before);
  expect(await within()).toEqual(listed);
  expect((await given.ask('GET', `${scaleSetPath('web')}?${VERSION}`)).at('sku', 'capacity')).toBe(2);
});

/** Codes and texts that users of the service have reported. */
test.each<[string, string, string, JsonObject | undefined, string, RegExp]>([
  [
    'a subnet outside of its network',
    ...(['PUT', `${NET}/subnets/far`, { properties: { addressPrefix: '10.8.0.0/24' } }] as const),
    'NetcfgSubnetRangeOutsideVnet',
    /^Subnet 'far' is not valid because its IP address range is outside the IP address range of virtual network 'net'\.$/,
  ],
  [
    'subnets that overlap',
    ...(['PUT', `${NET}/subnets/twice`, { properties: { addressPrefix: '10.9.0.128/25' } }] as const),
    'NetcfgSubnetRangesOverlap',
    /^Subnet 'twice' is not valid because its IP address range overlaps with that of an existing subnet in virtual network 'net'\.$/,
  ],
  [
    'a prefix that begins within its block',
    ...(['PUT', `${NET}/subnets/odd`, { properties: { addressPrefix: '10.9.3.5/24' } }] as const),
    'InvalidCIDRNotation',
    /^The address prefix 10\.9\.3\.5\/24 in resource .*\/subnets\/odd has an invalid CIDR notation\. For the given prefix length, the address prefix should be 10\.9\.3\.0\/24\.$/,
  ],
  [
    'a prefix that is none',
    ...(['PUT', `${NET}/subnets/bad`, { properties: { addressPrefix: '10.9.3.0/240' } }] as const),
    'InvalidAddressPrefixFormat',
    /is not formatted correctly\. It should follow CIDR notation, for example 10\.0\.0\.0\/24\.$/,
  ],
  [
    'a prefix that changes under its machines',
    ...([
      'PUT',
      `${NET}/subnets/default`,
      { properties: { ...subnet, addressPrefix: '10.9.0.0/25' } },
    ] as const),
    'InUsePrefixCannotBeDeleted',
    /^IpPrefix 10\.9\.0\.0\/24 on Subnet default has active allocations and cannot be deleted\.$/,
  ],
  [
    'a name that is none',
    ...(['PUT', `${NET}/subnets/bad-`, { properties: { addressPrefix: '10.9.3.0/24' } }] as const),
    'InvalidResourceName',
    /^Resource name bad- is invalid\. The name can be up to 80 characters long\. It must begin with a word character/,
  ],
  [
    'a rule as important as another',
    ...(['PUT', `${SECURITY}/securityRules/other`, { properties: rule }] as const),
    'SecurityRuleConflict',
    /^Security rule other conflicts with rule https\. Rules cannot have the same Priority and Direction\./,
  ],
  [
    'a port that is none',
    ...([
      'PUT',
      `${SECURITY}/securityRules/https`,
      { properties: { ...rule, destinationPortRange: '443-70000' } },
    ] as const),
    'SecurityRuleInvalidPortRange',
    /^Security rule has invalid Port range\. Value provided: 443-70000\./,
  ],
  [
    'a name in the domain that is none',
    ...([
      'PUT',
      ADDRESS,
      { location, sku: standard, properties: { dnsSettings: { domainNameLabel: 'Web' } } },
    ] as const),
    'InvalidDomainNameLabel',
    /^The domain name label Web is invalid\./,
  ],
  ...(
    [
      [
        'a subnet in use',
        `${NET}/subnets/default`,
        'InUseSubnetCannotBeDeleted',
        /^Subnet default is in use by /,
      ],
      [
        'a security group in use',
        SECURITY,
        'InUseNetworkSecurityGroupCannotBeDeleted',
        /cannot be deleted because it is in use by the following resources: /,
      ],
      [
        'an address in use',
        ADDRESS,
        'PublicIPAddressCannotBeDeleted',
        /can not be deleted since it is still/,
      ],
      ['a block in use', PREFIX, 'InUsePublicIpPrefixCannotBeDeleted', /publicIPPrefixes\/block/],
    ] as const
  ).map(([what, path, code, text]): [string, string, string, JsonObject | undefined, string, RegExp] => [
    what,
    'DELETE',
    path,
    undefined,
    code,
    text,
  ]),
])('%s is refused as the service refuses it', async (...[, method, path, body, code, text]) => {
  const answer = await given.ask(method, `${path}?${AT}`, body && { body });
  expect(answer.status).toBe(400);
  expect(answer.at('error')).toEqual({ code, message: expect.stringMatching(text) as unknown, details: [] });
});

test('a block of addresses keeps its length, an address its version', async () => {
  const changed = [
    await put(PREFIX, { location, sku: standard, properties: { prefixLength: 29 } }),
    await put(ADDRESS, { location, sku: standard, properties: { publicIPAddressVersion: 'IPv6' } }),
  ];
  expect(changed.map((answer) => [answer.status, answer.at('error', 'code')])).toEqual([
    [409, 'PropertyChangeNotAllowed'],
    [409, 'PropertyChangeNotAllowed'],
  ]);
});
