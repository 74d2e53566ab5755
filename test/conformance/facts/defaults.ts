import { expect } from '@jest/globals';

import { merged, objectAt, textAt, type JsonObject } from '../../../local/arm/json.ts';
import { scaleSetPath, type Answer, type GivenArm } from '../../arm/given-arm.ts';
import { model, q, settled, WEB, type Fact } from './fact.ts';

const create = async (given: GivenArm, more: JsonObject = {}): Promise<Answer> => {
  const created = await given.ask('PUT', q(WEB), { body: merged(model, more) });
  expect(created.status).toBe(201);
  await given.clock.advance(600_000);
  return given.ask('GET', q(WEB));
};
const profile = (more: JsonObject): JsonObject => ({ properties: { virtualMachineProfile: more } });
const policies = (more: JsonObject): JsonObject => ({ properties: more });
const GUID = /^[0-9a-f-]{36}$/;
const secret = Buffer.from('secret').toString('base64');

export const DEFAULT_FACTS: Fact[] = [
  {
    name: 'repairs replace machines after ten minutes unless told otherwise',
    check: async (given) => {
      const extensions = [{ name: 'health', properties: { type: 'ApplicationHealthLinux' } }];
      const set = await create(given, {
        properties: {
          automaticRepairsPolicy: { enabled: true },
          virtualMachineProfile: { extensionProfile: { extensions } },
        },
      });
      expect(set.at('properties', 'automaticRepairsPolicy')).toEqual({
        enabled: true,
        gracePeriod: 'PT10M',
        repairAction: 'Replace',
      });
    },
  },
  {
    name: 'policies of upgrades are shown whole once one member of them was written',
    check: async (given) => {
      const upgradePolicy = {
        mode: 'Manual',
        rollingUpgradePolicy: { maxBatchInstancePercent: 50 },
        automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: true },
      };
      expect((await create(given, policies({ upgradePolicy }))).at('properties', 'upgradePolicy')).toEqual({
        mode: 'Manual',
        rollingUpgradePolicy: {
          maxBatchInstancePercent: 50,
          maxUnhealthyInstancePercent: 20,
          maxUnhealthyUpgradedInstancePercent: 20,
          pauseTimeBetweenBatches: 'PT0S',
          maxSurge: false,
          rollbackFailedInstancesOnPolicyBreach: false,
        },
        automaticOSUpgradePolicy: {
          enableAutomaticOSUpgrade: true,
          useRollingUpgradePolicy: false,
          disableAutomaticRollback: false,
        },
      });
    },
  },
  {
    name: 'a policy of scheduled events says what it does not approve, and is none when all is off',
    check: async (given) => {
      const enable = (on: boolean) => ({
        scheduledEventsAdditionalPublishingTargets: { eventGridAndResourceGraph: { enable: on } },
        userInitiatedReboot: {},
      });
      const set = await create(given, policies({ scheduledEventsPolicy: enable(true) }));
      expect(set.at('properties', 'scheduledEventsPolicy')).toEqual({
        ...enable(true),
        userInitiatedReboot: { automaticallyApprove: false },
        userInitiatedRedeploy: { automaticallyApprove: false },
      });
      const body = { ...model, ...policies({ scheduledEventsPolicy: enable(false) }) };
      await given.ask('PUT', q(WEB), { body });
      const off = await given.ask('GET', q(WEB));
      expect(off.at('properties', 'scheduledEventsPolicy')).toBeUndefined();
    },
  },
  {
    name: 'disks have a caching, and the kind that the size of the machine can have',
    check: async (given) => {
      const storageProfile = {
        osDisk: { createOption: 'FromImage' },
        dataDisks: [
          { lun: 0, createOption: 'Empty', diskSizeGB: 64 },
          {
            lun: 1,
            createOption: 'Empty',
            diskSizeGB: 5,
            managedDisk: { storageAccountType: 'UltraSSD_LRS' },
          },
        ],
      };
      const set = await create(given, profile({ storageProfile }));
      expect(set.at('properties', 'virtualMachineProfile', 'storageProfile')).toMatchObject({
        osDisk: {
          osType: 'Linux',
          createOption: 'FromImage',
          caching: 'ReadWrite',
          diskSizeGB: 30,
          managedDisk: { storageAccountType: 'Premium_LRS' },
        },
        dataDisks: [
          { caching: 'None', managedDisk: { storageAccountType: 'Premium_LRS' } },
          { caching: 'None', diskIOPSReadWrite: 800, diskMBpsReadWrite: 102 },
        ],
      });
      const plain = await given.ask('PUT', q(scaleSetPath('old')), {
        body: merged(model, { sku: { name: 'Standard_A2' }, ...profile({ storageProfile }) }),
      });
      expect(
        plain.at('properties', 'virtualMachineProfile', 'storageProfile', 'osDisk', 'managedDisk'),
      ).toEqual({ storageAccountType: 'Standard_LRS' });
    },
  },
  {
    name: 'gallery applications have their switches off, and an extension that installs them',
    check: async (given) => {
      const galleryApplications = [{ packageReferenceId: '/subscriptions/s/a', order: 1 }];
      const set = await create(given, profile({ applicationProfile: { galleryApplications } }));
      expect(set.at('properties', 'virtualMachineProfile')).toMatchObject({
        applicationProfile: {
          galleryApplications: [
            {
              order: 1,
              manuallyManaged: false,
              treatFailureAsDeploymentFailure: false,
              enableAutomaticUpgrade: false,
            },
          ],
        },
        extensionProfile: {
          extensions: [{ name: 'VMAppExtension', properties: { type: 'VMApplicationManagerLinux' } }],
        },
      });
    },
  },
  {
    name: 'identities tell who they are',
    check: async (given) => {
      const users = { [`${WEB}/user`]: {} };
      const identity = { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: users };
      const shown = objectAt((await create(given, { identity })).body, 'identity');
      expect(textAt(shown, 'principalId')).toMatch(GUID);
      expect(textAt(shown, 'tenantId')).toMatch(GUID);
      const user = objectAt(shown, 'userAssignedIdentities', `${WEB}/user`);
      expect(textAt(user, 'principalId')).toMatch(GUID);
      expect(textAt(user, 'clientId')).toMatch(GUID);
      const again = await given.ask('PUT', q(WEB), { body: { ...model, identity: shown } });
      expect(again.at('identity')).toEqual(shown);
    },
  },
  {
    name: 'user data are shown only where they are asked for, and empty ones are none',
    check: async (given) => {
      await create(given, profile({ userData: secret }));
      const [list] = [await given.ask('GET', q(`${WEB}/virtualMachines`))];
      const id = String(list.at('value', 0, 'instanceId'));
      const paths = [WEB, `${WEB}/virtualMachines`, `${WEB}/virtualMachines/${id}`];
      for (const path of paths)
        expect(JSON.stringify((await given.ask('GET', q(path))).body)).not.toContain('userData');
      const patched = await given.ask('PATCH', q(WEB), { body: { tags: { a: 'b' } } });
      expect(JSON.stringify(patched.body)).not.toContain('userData');
      const expanded = await given.ask('GET', q(WEB, '&$expand=userData'));
      expect(expanded.at('properties', 'virtualMachineProfile', 'userData')).toBe(secret);
      const instance = await given.ask('GET', q(`${WEB}/virtualMachines/${id}`, '&$expand=userData'));
      expect(instance.at('properties', 'userData')).toBe(secret);
      await given.ask('PATCH', q(WEB), { body: profile({ userData: '' }) });
      const emptied = await given.ask('GET', q(WEB, '&$expand=userData'));
      expect(JSON.stringify(emptied.body)).not.toContain('userData');
    },
  },
  {
    name: 'an instance that is given user data of its own no longer has the latest model',
    check: async (given) => {
      settled(given);
      const path = `${WEB}/virtualMachines/0`;
      const body = { location: 'westeurope', properties: { userData: secret } };
      const written = await given.ask('PUT', q(path), { body });
      expect(written.at('properties', 'latestModelApplied')).toBe(false);
      await given.clock.advance(60_000);
      const read = await given.ask('GET', q(path, '&$expand=userData'));
      expect(read.at('properties', 'latestModelApplied')).toBe(false);
      expect(read.at('properties', 'userData')).toBe(secret);
    },
  },
  {
    name: 'a Flexible set without a profile has neither size nor policy of upgrades',
    check: async (given) => {
      const body = {
        location: 'westeurope',
        properties: { orchestrationMode: 'Flexible', platformFaultDomainCount: 1 },
      };
      expect((await given.ask('PUT', q(WEB), { body })).status).toBe(201);
      const { body: set } = await given.ask('GET', q(WEB));
      expect(Object.keys(set as JsonObject)).not.toContain('sku');
      expect(Object.keys(objectAt(set, 'properties'))).not.toContain('upgradePolicy');
    },
  },
  {
    name: 'a set in an edge zone keeps its place',
    check: async (given) => {
      const extendedLocation = { type: 'EdgeZone', name: 'edge1' };
      expect((await create(given, { extendedLocation })).at('extendedLocation')).toEqual(extendedLocation);
    },
  },
  {
    name: 'long names of sets are cut in the names of disks',
    check: async (given) => {
      const of = async (name: string) => {
        settled(given, { name, capacity: 1 });
        const list = await given.ask('GET', q(`${scaleSetPath(name)}/virtualMachines`));
        return list.at('value', 0, 'properties', 'storageProfile', 'osDisk', 'name');
      };
      expect(await of('web')).toMatch(/^web_web_0_OsDisk_1_[0-9a-f]{32}$/);
      expect(await of('eighteen-chars-abc')).toMatch(
        /^eighteen-chars-abc_eighteen-chars-abc_0_OS__1_[0-9a-f]{32}$/,
      );
      expect(await of('a-name-of-more-than-twenty')).toMatch(
        /^a-name-of-more-than-a-name-of-more-than-tOS__1_[0-9a-f]{32}$/,
      );
    },
  },
  {
    name: 'the first poll of a write asks for a wait, that of an action does not',
    check: async (given) => {
      settled(given);
      const write = await given.ask('PATCH', q(WEB), { body: { sku: { capacity: 5 } } });
      const first = async (answer: Answer) =>
        (await given.ask('GET', answer.headers.get('azure-asyncoperation') ?? '')).headers.get('retry-after');
      expect(Number(await first(write))).toBeGreaterThanOrEqual(30);
      await given.clock.advance(600_000);
      expect(await first(await given.ask('POST', q(`${WEB}/restart`)))).toBeNull();
    },
  },
  {
    name: 'what a profile leaves out is there: disk, switches of the system and of interfaces',
    check: async (given) => {
      const networkInterfaceConfigurations = [
        { name: 'nic', properties: { primary: true, ipConfigurations: [{ name: 'ip' }] } },
      ];
      const part = {
        osProfile: { linuxConfiguration: {} },
        networkProfile: { networkInterfaceConfigurations },
      };
      const uniform = await create(given, profile(part));
      const at = (set: Answer, ...path: Array<string | number>) =>
        set.at('properties', 'virtualMachineProfile', ...path);
      expect(at(uniform, 'storageProfile', 'osDisk')).toEqual({
        osType: 'Linux',
        createOption: 'FromImage',
        caching: 'ReadWrite',
        diskSizeGB: 30,
        managedDisk: { storageAccountType: 'Premium_LRS' },
      });
      const linux = { disablePasswordAuthentication: false, provisionVMAgent: true };
      expect(at(uniform, 'osProfile', 'linuxConfiguration')).toEqual(linux);
      const nic = ['networkProfile', 'networkInterfaceConfigurations', 0, 'properties'] as const;
      const shown = { primary: true, enableIPForwarding: false, disableTcpStateTracking: false };
      expect(at(uniform, ...nic)).toMatchObject(shown);
      await given.ask('DELETE', q(WEB));
      await given.clock.advance(600_000);
      const flexible = await create(
        given,
        merged(profile(part), policies({ orchestrationMode: 'Flexible' })),
      );
      expect(at(flexible, 'storageProfile', 'osDisk', 'deleteOption')).toBe('Delete');
      const patchSettings = { patchMode: 'ImageDefault', assessmentMode: 'ImageDefault' };
      expect(at(flexible, 'osProfile', 'linuxConfiguration')).toEqual({ ...linux, patchSettings });
      expect(at(flexible, ...nic)).toMatchObject({ ...shown, auxiliaryMode: 'None', deleteOption: 'Delete' });
      expect(at(flexible, ...nic, 'ipConfigurations', 0, 'properties')).toEqual({
        privateIPAddressVersion: 'IPv4',
        applicationSecurityGroups: [],
        loadBalancerBackendAddressPools: [],
        applicationGatewayBackendAddressPools: [],
      });
    },
  },
  {
    name: 'a set in zones is not one placement group, and an ephemeral disk lies on the machine',
    check: async (given) => {
      const osDisk = { createOption: 'FromImage', diffDiskSettings: { option: 'Local' } };
      const set = await create(given, { zones: ['2'], ...profile({ storageProfile: { osDisk } }) });
      expect(set.at('properties', 'singlePlacementGroup')).toBe(false);
      expect(set.at('properties', 'virtualMachineProfile', 'storageProfile', 'osDisk')).toMatchObject({
        caching: 'ReadOnly',
        diffDiskSettings: { option: 'Local', placement: 'CacheDisk' },
        managedDisk: { storageAccountType: 'Standard_LRS' },
      });
    },
  },
];
