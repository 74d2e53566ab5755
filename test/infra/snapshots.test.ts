import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { snapshot } from '../support/infra/roles-of-infra.ts';

interface Resource {
  id: string;
  type: string;
  name: string;
  identity?: { type: string; userAssignedIdentities?: object };
  properties: Record<string, unknown>;
}

const ROOT = join(__dirname, '../..');
const ALL = { minimal: snapshot<Resource>('minimal'), everything: snapshot<Resource>('everything') };
const of = (resources: Resource[], type: string) => resources.filter((each) => each.type === type);
const SETS = Object.entries(ALL);
/** Roles that may be given, by the end of their ids: data of storage, secrets, metrics, orchestrations. */
const BUILT_IN = [
  ...['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'],
  ...['974c5e8b-45b9-4653-ba55-5f855dd0fb88', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'],
  ...['4633458b-17de-408a-b874-0445c86b69e6', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'],
  ...['3913510d-42f4-4e42-8a64-420c390055eb', '0ad04412-c4d5-4796-b79c-f76d14c8d402'],
];

describe.each(SETS)('%s', (name, resources) => {
  test('storage takes no keys, nobody unknown, and nothing below TLS 1.2', () => {
    const accounts = of(resources, 'Microsoft.Storage/storageAccounts');
    expect(accounts).toHaveLength(1);
    expect(accounts[0]?.properties).toMatchObject({
      ...{ allowSharedKeyAccess: false, allowBlobPublicAccess: false, supportsHttpsTrafficOnly: true },
      minimumTlsVersion: 'TLS1_2',
      networkAcls: { defaultAction: name === 'everything' ? 'Deny' : 'Allow', bypass: 'AzureServices' },
    });
    const containers = of(resources, 'Microsoft.Storage/storageAccounts/blobServices/containers');
    expect(containers.map(({ name }) => name.split('/').at(-1))).toEqual(['app-package', 'dead-letters']);
    for (const { properties } of containers) expect(properties['publicAccess']).toBe('None');
  });

  test('the app has an identity, speaks TLS 1.2 and is deployed to by tokens alone', () => {
    const [app] = of(resources, 'Microsoft.Web/sites');
    expect(app?.identity?.type).toBe('UserAssigned');
    expect(app?.properties).toMatchObject({
      ...{ httpsOnly: true, keyVaultReferenceIdentity: expect.stringContaining('/id-fc-') },
      siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' },
      functionAppConfig: {
        deployment: { storage: { authentication: { type: 'UserAssignedIdentity' } } },
        runtime: { name: 'node', version: expect.stringMatching(/^2[24]$/) },
      },
    });
    const ways = of(resources, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(ways.map(({ properties }) => properties['allow'])).toEqual([false, false]);
  });

  test('no setting holds a key or a secret', () => {
    const settings = settingsOf(resources);
    expect(settings).toMatchObject({ AzureWebJobsStorage__credential: 'managedidentity' });
    for (const [setting, value] of Object.entries(settings)) {
      expect(value).not.toMatch(/AccountKey|SharedAccess|listKeys/i);
      if (/API_KEY|_SECRET_/.test(setting)) expect(value).toMatch(/^@Microsoft\.KeyVault\(/);
    }
  });

  test('only these roles are given: data roles, and those of infra/fleet', () => {
    const own = of(resources, 'Microsoft.Authorization/roleDefinitions').map(({ id }) =>
      id.split('/').at(-1),
    );
    const given = of(resources, 'Microsoft.Authorization/roleAssignments').map(({ properties }) =>
      String(properties['roleDefinitionId']).split('/').at(-1),
    );
    expect(given.length).toBeGreaterThan(5);
    expect(given.filter((role) => ![...BUILT_IN, ...own].includes(role ?? ''))).toEqual([]);
  });

  test('what watches takes tokens, and there are no keys to the vault', () => {
    const [insights] = of(resources, 'Microsoft.Insights/components');
    expect(insights?.properties['DisableLocalAuth']).toBe(true);
    const [vault] = of(resources, 'Microsoft.KeyVault/vaults');
    expect(vault?.properties).toMatchObject({ enableRbacAuthorization: true });
  });

  test('each alert has somebody to tell, and says what it means', () => {
    const alerts = [
      ...of(resources, 'Microsoft.Insights/metricAlerts'),
      ...of(resources, 'Microsoft.Insights/scheduledQueryRules'),
    ];
    expect(alerts.map(({ name }) => name.replace(/^fc-[a-z0-9]+-/, '')).sort()).toEqual([
      ...['dead-letters', 'dropped-events', 'failed-deliveries', 'function-failures', 'octopus-unreachable'],
      ...['prune-guard-hit', 'reconcile-missed-twice', 'reconcile-silent', 'rollout-without-progress'],
    ]);
    for (const { properties } of alerts) {
      expect(JSON.stringify(properties['actions'])).toContain('/actionGroups/ag-fc-');
      expect(String(properties['description']).length).toBeGreaterThan(40);
    }
  });
});

function settingsOf(resources: Resource[]): Record<string, string> {
  const found = of(resources, 'Microsoft.Web/sites/config').find(({ name }) => name.endsWith('/appsettings'));
  return found?.properties as Record<string, string>;
}

test('the least there can be has no network, no scheduler, no sign-in, and gives no role on scale sets', () => {
  const types = ALL.minimal.map(({ type }) => type);
  for (const type of ['Microsoft.Network/virtualNetworks', 'Microsoft.DurableTask/schedulers'])
    expect(types).not.toContain(type);
  expect(ALL.minimal.some(({ name }) => name.endsWith('/authsettingsV2'))).toBe(false);
  expect(settingsOf(ALL.minimal)).toMatchObject({ ACCESS_MODE: 'keys' });
  const scopes = of(ALL.minimal, 'Microsoft.Authorization/roleAssignments').map(({ id }) => id);
  expect(scopes.filter((id) => !id.includes('/resourceGroups/rg-least/'))).toEqual([]);
});

test('a topic of our own has an identity, and one that is there is not made', () => {
  const topic = of(ALL.minimal, 'Microsoft.EventGrid/systemTopics');
  expect(topic).toMatchObject([{ identity: { type: 'SystemAssigned' } }]);
  expect(of(ALL.everything, 'Microsoft.EventGrid/systemTopics')).toEqual([]);
});

test('signing in lets through what takes keys or tells nothing, and asks everybody else', () => {
  const auth = ALL.everything.find(({ name }) => name.endsWith('/authsettingsV2'));
  expect(auth?.properties).toMatchObject({
    globalValidation: {
      requireAuthentication: true,
      excludedPaths: [
        ...['/runtime/webhooks/eventgrid', '/runtime/webhooks/EventGrid'],
        ...['/api/scale-events', '/api/health'],
      ],
    },
    identityProviders: {
      azureActiveDirectory: {
        registration: { clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID' },
      },
    },
  });
  const [app] = of(ALL.everything, 'Microsoft.Web/sites');
  expect(Object.keys(app?.identity?.userAssignedIdentities ?? {})).toHaveLength(2);
});

test('in a network of its own, storage and secrets are reached by private endpoints', () => {
  const endpoints = of(ALL.everything, 'Microsoft.Network/privateEndpoints').map(({ name }) =>
    name.split('-').at(-1),
  );
  expect(endpoints.sort()).toEqual(['blob', 'queue', 'table', 'vault']);
  const [vault] = of(ALL.everything, 'Microsoft.KeyVault/vaults');
  expect(vault?.properties['publicNetworkAccess']).toBe('Disabled');
});

test('each group has the role of its grade, and the subscription only what rollouts ask of it', () => {
  const label = (role: string) =>
    String(
      of(ALL.everything, 'Microsoft.Authorization/roleDefinitions').find(({ id }) => id.endsWith(role))
        ?.properties['roleName'],
    );
  const given = of(ALL.everything, 'Microsoft.Authorization/roleAssignments')
    .filter(({ id }) => !id.includes('/rg-everything/'))
    .map(({ id, properties }) => {
      const role = String(properties['roleDefinitionId']).split('/').at(-1) ?? '';
      return [/resourceGroups\/([^/]+)/.exec(id)?.[1] ?? 'subscription', label(role)];
    });
  expect(Object.fromEntries(given)).toEqual({
    'rg-web': 'Fleet Conductor rollouts (everything)',
    'rg-api': 'Fleet Conductor react (everything)',
    'rg-batch': 'Fleet Conductor watch (everything)',
    'rg-network': 'Fleet Conductor shared (everything)',
    subscription: 'Fleet Conductor subscription (everything)',
  });
});

test('events come by the function’s id, are tried for a day, and are kept when given up', () => {
  const [subscription] = snapshot<Resource>('events');
  expect(subscription?.properties).toMatchObject({
    eventDeliverySchema: 'CloudEventSchemaV1_0',
    destination: {
      endpointType: 'AzureFunction',
      properties: { resourceId: expect.stringMatching(/\/sites\/func-fc\/functions\/scaleEvents$/) },
    },
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' },
      deadLetterDestination: { properties: { blobContainerName: 'dead-letters' } },
    },
  });
  const { filter } = subscription?.properties as { filter: { advancedFilters: { key: string }[] } };
  expect(filter.advancedFilters.map(({ key }) => key)).toEqual(['data.operationName', 'subject']);
});

test('whatever can be chosen, and each alert, stands in the documentation', () => {
  const guide = readFileSync(join(ROOT, 'docs/deploy-to-azure.md'), 'utf8');
  const parameters = readFileSync(join(ROOT, 'infra/main.bicepparam'), 'utf8');
  const choices = [...parameters.matchAll(/'(FLEET_\w+)'/g)].map(([, name = '']) => name);
  const alerts = of(ALL.minimal, 'Microsoft.Insights/scheduledQueryRules').map(({ name }) =>
    name.replace(/^fc-[a-z0-9]+-/, ''),
  );
  expect(choices.length).toBeGreaterThan(15);
  expect([...choices, ...alerts].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
