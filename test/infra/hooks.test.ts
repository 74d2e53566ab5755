import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');
/** Stands in for the Azure CLI: says what a tenant with this app registration would, and keeps what it was asked. */
const AZ = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const file = args.find((arg) => arg.startsWith('@'))?.slice(1);
const body = file && JSON.parse(readFileSync(file, 'utf8'));
const state = existsSync('tenant.json') ? JSON.parse(readFileSync('tenant.json', 'utf8')) : { apps: [], credentials: [], assigned: [], attempts: 0 };
appendFileSync('asked.jsonl', JSON.stringify({ args: args.filter((arg) => !arg.startsWith('@')), body }) + '\\n');
const asked = args.join(' ');
const answer = (() => {
  if (asked.startsWith('ad app list')) return state.apps;
  if (asked.startsWith('ad app create')) return state.apps.push('app-1'), { appId: 'app-1' };
  if (asked.startsWith('account show')) return { tenantId: 'tenant-1' };
  if (asked.includes('federated-credential list')) return state.credentials;
  if (asked.includes('federated-credential create')) return state.credentials.push({ id: 'c-1', ...body }), {};
  if (asked.startsWith('ad sp show')) return state.sp ? { id: 'sp-1' } : process.exit(3);
  if (asked.startsWith('ad sp create')) return (state.sp = true), { id: 'sp-1' };
  if (asked.includes('GET') && asked.includes('appRoleAssignedTo')) return { value: state.assigned };
  if (asked.includes('POST') && asked.includes('appRoleAssignedTo')) return state.assigned.push(body), body;
  if (asked.startsWith('functionapp function show')) return state.attempts++ < 2 ? null : {};
})();
writeFileSync('tenant.json', JSON.stringify(state));
if (answer === null) process.exit(3);
if (answer !== undefined) console.log(JSON.stringify(answer));
`;
const AZD = `#!${process.execPath}
require('node:fs').appendFileSync('asked.jsonl', JSON.stringify({ args: ['azd', ...process.argv.slice(2)] }) + '\\n');
`;
const SETTINGS = {
  AZURE_ENV_NAME: 'prod',
  AZURE_RESOURCE_GROUP: 'rg-prod',
  AZURE_FUNCTION_APP_NAME: 'func-fc',
  AZURE_FUNCTION_APP_URL: 'https://func-fc.example',
  AZURE_STORAGE_ACCOUNT_NAME: 'stfc',
  AZURE_PRINCIPAL_ID: 'person-1',
  FLEET_TOPIC_NAME: 'evgt-fc',
  FLEET_TOPIC_GROUP: 'rg-topic',
  FLEET_SIGN_IN_IDENTITY_PRINCIPAL_ID: 'identity-1',
  FLEET_GROUPS: '[{"name":"rg-web","grade":"rollouts"},{"name":"rg-api","grade":"react"}]',
  FLEET_HOOK_PAUSE_SECONDS: '0.01',
};

interface Asked {
  args: string[];
  body?: Record<string, unknown>;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hooks-'));
  for (const [name, text] of Object.entries({ az: AZ, azd: AZD })) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

function runHook(name: string, settings: Record<string, string> = {}) {
  const env = {
    ...SETTINGS,
    FLEET_ACCESS_MODE: 'entra',
    PATH: `${folder}:${dirname(process.execPath)}`,
    ...settings,
  };
  const path = join(ROOT, 'infra/hooks', `${name}.mjs`);
  const { status, stderr } = spawnSync(process.execPath, [path], { cwd: folder, env, encoding: 'utf8' });
  return { status, stderr };
}

function asked(): Asked[] {
  const lines = readFileSync(join(folder, 'asked.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Asked);
}
const saidTo = (pattern: RegExp) => asked().filter(({ args }) => pattern.test(args.join(' ')));
const WELL = { status: 0, stderr: '' };

test('azure.yaml runs each hook on every system, and deploys the package', () => {
  const { services, hooks, infra } = parse(readFileSync(join(ROOT, 'azure.yaml'), 'utf8')) as {
    services: { app: { dist: string; host: string } };
    hooks: Record<string, Record<string, { run: string }>>;
    infra: { path: string; module: string };
  };
  expect(services.app).toMatchObject({ host: 'function', dist: 'dist/package', project: '.' });
  expect(infra).toMatchObject({ path: 'infra', module: 'main' });
  for (const [name, systems] of Object.entries(hooks))
    expect(Object.values(systems).map(({ run }) => run)).toEqual(
      Array(2).fill(`node infra/hooks/${name}.mjs`),
    );
  expect(Object.keys(hooks)).toEqual(['preprovision', 'postprovision', 'postdeploy']);
});

describe('the app registration', () => {
  test('is made once, with the roles that the app knows, and remembered', () => {
    expect(runHook('preprovision')).toEqual(WELL);
    expect(runHook('preprovision')).toEqual(WELL);
    expect(saidTo(/^ad app create/)).toHaveLength(1);
    const [patch] = saidTo(/^rest .*PATCH/);
    const roles = patch?.body?.['appRoles'] as { value: string }[];
    expect(roles.map(({ value }) => value)).toEqual(['Fleet.Viewer', 'Fleet.Operator', 'Fleet.Admin']);
    const bodies = saidTo(/^rest .*PATCH/).map(({ body }) => JSON.stringify(body));
    expect(bodies.slice(2)).toEqual(bodies.slice(0, 2));
    expect(saidTo(/^azd env set/)[0]?.args).toEqual(['azd', 'env', 'set', 'FLEET_ENTRA_CLIENT_ID', 'app-1']);
  });

  test('of two by that name none is taken', () => {
    writeFileSync(
      join(folder, 'tenant.json'),
      JSON.stringify({ apps: ['a', 'b'], credentials: [], assigned: [], attempts: 0 }),
    );
    const { status, stderr } = runHook('preprovision');
    expect(status).toBe(1);
    expect(stderr).toMatch(/2 app registrations Fleet Conductor prod.*FLEET_ENTRA_CLIENT_ID/);
    expect(saidTo(/^rest/)).toEqual([]);
  });

  test('trusts the identity that signs in, lets in who is assigned, and whoever deploys first; twice changes nothing', () => {
    const known = { FLEET_ENTRA_CLIENT_ID: 'app-1' };
    expect(runHook('postprovision', known)).toEqual(WELL);
    expect(runHook('postprovision', known)).toEqual(WELL);
    const trusted = saidTo(/federated-credential create/);
    expect(trusted).toHaveLength(1);
    expect(trusted[0]?.body).toMatchObject({
      subject: 'identity-1',
      audiences: ['api://AzureADTokenExchange'],
    });
    expect(saidTo(/ad sp create/)).toHaveLength(1);
    expect(saidTo(/POST .*appRoleAssignedTo/)).toHaveLength(1);
    expect(saidTo(/PATCH .*servicePrincipals/)[0]?.body).toEqual({ appRoleAssignmentRequired: true });
    expect(saidTo(/PATCH .*applications/)[0]?.body).toMatchObject({
      web: { redirectUris: ['https://func-fc.example/.auth/login/aad/callback'] },
    });
  });

  test('is not looked at where keys are used', () => {
    for (const hook of ['preprovision', 'postprovision'])
      expect(runHook(hook, { FLEET_ACCESS_MODE: 'keys' })).toEqual(WELL);
    expect(() => asked()).toThrow();
  });
});

describe('the event subscription', () => {
  test('is made when the function is there, in the group of the topic, for the groups of the fleets', () => {
    expect(runHook('postdeploy')).toEqual(WELL);
    expect(saidTo(/^functionapp function show/)).toHaveLength(3);
    const [deployment] = saidTo(/^deployment group create/);
    expect(deployment?.args).toEqual(
      expect.arrayContaining(['--resource-group', 'rg-topic', 'infra/events.bicep']),
    );
    expect(deployment?.body?.['parameters']).toEqual({
      topicName: { value: 'evgt-fc' },
      appName: { value: 'func-fc' },
      appGroup: { value: 'rg-prod' },
      storageName: { value: 'stfc' },
      fleetGroups: { value: ['rg-web', 'rg-api'] },
    });
  });

  test('without what azd provision leaves it says so', () => {
    const { status, stderr } = runHook('postdeploy', { FLEET_TOPIC_NAME: '' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/FLEET_TOPIC_NAME is not set: run this by azd/);
  });
});
