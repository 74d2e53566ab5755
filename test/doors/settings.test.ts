import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../functions/settings.ts';

type Env = Record<string, string>;

const SOUND: Env = {
  STATE_CONNECTION: 'UseDevelopmentStorage=true',
  ACCESS_MODE: 'keys',
  OCTOPUS_URL: 'https://octopus.example',
  OCTOPUS_API_KEY: 'API-SECRET',
};

/** The message that readSettings ends with. */
function complaintAbout(env: Env): string {
  try {
    readSettings(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was wrong');
}

describe('settings that are sound', () => {
  test('need only a store, a way to know callers, and an Octopus server; the rest has defaults', () => {
    expect(readSettings(SOUND)).toEqual({
      installation: expect.stringMatching(/^local-[0-9a-f]{6}$/),
      access: 'keys',
      tables: { connectionString: 'UseDevelopmentStorage=true' },
      tablePrefix: 'fleetconductor',
      reconcileSchedule: '0 * * * * *',
      reconcileMinutes: 5,
      arm: {},
      octopusServers: { default: { url: 'https://octopus.example', apiKey: 'API-SECRET' } },
    });
  });

  test('may name another store than the function app’s own', () => {
    const { STATE_CONNECTION: _own, ...rest } = SOUND;
    const AzureWebJobsStorage = 'of the app';
    const endpoint = 'https://state.table.example';
    const tablesOf = (env: Env) => readSettings({ ...rest, AzureWebJobsStorage, ...env }).tables;
    expect(tablesOf({})).toEqual({ connectionString: AzureWebJobsStorage });
    expect(tablesOf({ STATE_CONNECTION: 'own' })).toEqual({ connectionString: 'own' });
    expect(tablesOf({ STATE_TABLES_ENDPOINT: endpoint })).toEqual({ endpoint });
  });

  describe('name the installation', () => {
    const nameOf = (env: Env) => readSettings({ ...SOUND, ...env }).installation;
    const account =
      'DefaultEndpointsProtocol=https;AccountName=stweb;AccountKey=one;EndpointSuffix=core.windows.net';

    test('as they say', () => {
      expect(nameOf({ INSTALLATION_NAME: 'north', WEBSITE_SITE_NAME: 'app' })).toBe('north');
    });

    test('after the function app and the account that keeps its state, however that is connected to', () => {
      const name = nameOf({ WEBSITE_SITE_NAME: 'Fleet-App', STATE_CONNECTION: account });
      expect(name).toMatch(/^fleet-app-[0-9a-f]{6}$/);
      const otherKey = account.replace('one', 'two');
      expect(nameOf({ WEBSITE_SITE_NAME: 'Fleet-App', STATE_CONNECTION: otherKey })).toBe(name);
      const endpoint = { STATE_TABLES_ENDPOINT: 'https://stweb.table.core.windows.net/' };
      expect(nameOf({ WEBSITE_SITE_NAME: 'Fleet-App', ...endpoint })).toBe(name);
    });

    test('differently for two states, two table prefixes and two slots with states of their own', () => {
      const names = [
        nameOf({ WEBSITE_SITE_NAME: 'app', STATE_CONNECTION: account }),
        nameOf({ WEBSITE_SITE_NAME: 'app', STATE_CONNECTION: account.replace('stweb', 'stslot') }),
        nameOf({ WEBSITE_SITE_NAME: 'app', STATE_CONNECTION: account, STATE_TABLE_PREFIX: 'other' }),
        nameOf({ STATE_CONNECTION: account }),
      ];
      expect(new Set(names).size).toBe(names.length);
    });

    test.each(['two words', 'a.b', 'UPPER', 'a/b', '-a', 'x'.repeat(81)])(
      'never as "%s"',
      (INSTALLATION_NAME) => {
        expect(complaintAbout({ ...SOUND, INSTALLATION_NAME })).toContain('INSTALLATION_NAME');
      },
    );
  });

  test('may name several Octopus servers', () => {
    const eu = { OCTOPUS_EU_URL: 'https://eu.example', OCTOPUS_EU_API_KEY: 'API-EU' };
    expect(readSettings({ ...SOUND, ...eu }).octopusServers).toEqual({
      default: { url: 'https://octopus.example', apiKey: 'API-SECRET' },
      eu: { url: 'https://eu.example', apiKey: 'API-EU' },
    });
  });

  test('may name another Resource Manager, and a fixed token for one on this machine', () => {
    const AZURE_ARM_ENDPOINT = 'https://management.chinacloudapi.cn';
    expect(readSettings({ ...SOUND, AZURE_ARM_ENDPOINT }).arm).toEqual({ endpoint: AZURE_ARM_ENDPOINT });
    for (const endpoint of ['http://127.0.0.1:7072', 'http://localhost:7072', 'http://[::1]:7072']) {
      const env = { ...SOUND, AZURE_ARM_ENDPOINT: endpoint, AZURE_ARM_LOCAL_TOKEN: 'local' };
      expect(readSettings(env).arm).toEqual({ endpoint, localToken: 'local' });
    }
  });

  test('may say where the machines of a simulated Azure answer', () => {
    const local = { AZURE_ARM_ENDPOINT: 'http://127.0.0.1:7072', AZURE_ARM_LOCAL_TOKEN: 'local' };
    const machines = { AZURE_ARM_LOCAL_MACHINES: 'http://127.0.0.1:7075' };
    expect(readSettings({ ...SOUND, ...local, ...machines }).localMachines).toBe('http://127.0.0.1:7075');
    expect(complaintAbout({ ...SOUND, ...machines })).toContain('AZURE_ARM_LOCAL_MACHINES is only for');
    const elsewhere = { AZURE_ARM_LOCAL_MACHINES: 'http://machines.example' };
    expect(complaintAbout({ ...SOUND, ...local, ...elsewhere })).toContain('AZURE_ARM_LOCAL_MACHINES');
  });

  test('are read whatever else is in the environment', () => {
    const others = { PATH: '/bin', OCTOPUS_CLI_SERVER: 'x', OCTOPUS_SPACE: 'Default' };
    expect(readSettings({ ...SOUND, ...others })).toEqual(readSettings(SOUND));
  });
});

test('no Octopus need be set: fleets may do without', () => {
  const { OCTOPUS_URL: _url, OCTOPUS_API_KEY: _key, ...rest } = SOUND;
  expect(readSettings(rest).octopusServers).toEqual({});
});

describe('settings to correct', () => {
  test('are all named at once when there are none', () => {
    const complaint = complaintAbout({});
    for (const name of ['STATE_TABLES_ENDPOINT', 'STATE_CONNECTION']) {
      expect(complaint).toContain(name);
    }
    expect(complaint).toContain('docs/deploy-to-azure.md');
  });

  test('are all named at once, also when some are wrong and some are missing', () => {
    const env = {
      STATE_TABLES_ENDPOINT: 'wrong-1',
      RECONCILE_SCHEDULE: 'wrong-2',
      AZURE_ARM_ENDPOINT: 'wrong-3',
      AZURE_ARM_LOCAL_TOKEN: 'wrong-4',
      OCTOPUS_URL: 'wrong-5',
      OCTOPUS_EU_URL: 'https://eu.example',
      OCTOPUS_US_API_KEY: 'wrong-6',
    };
    const complaint = complaintAbout(env);
    for (const name of [
      'STATE_TABLES_ENDPOINT',
      'RECONCILE_SCHEDULE',
      'AZURE_ARM_ENDPOINT',
      'AZURE_ARM_LOCAL_TOKEN',
      'OCTOPUS_URL',
      'OCTOPUS_API_KEY',
      'OCTOPUS_EU_API_KEY',
      'OCTOPUS_US_URL',
    ]) {
      expect(complaint).toMatch(new RegExp(`[ (]${name} (is|must|Invalid|or)`));
    }
    expect(complaint).not.toMatch(/wrong-|eu\.example/);
  });

  test('include a schedule that is wrong although the store is missing too', () => {
    const { STATE_CONNECTION: _missing, ...rest } = SOUND;
    const complaint = complaintAbout({ ...rest, RECONCILE_SCHEDULE: 'hourly' });
    expect(complaint).toContain('RECONCILE_SCHEDULE must be');
    expect(complaint).toContain('STATE_CONNECTION is missing');
  });

  test('include a fixed token that would go to another machine', () => {
    const there = { AZURE_ARM_ENDPOINT: 'https://management.azure.com', AZURE_ARM_LOCAL_TOKEN: 'T0KEN' };
    const elsewhere = [there, { AZURE_ARM_LOCAL_TOKEN: 'T0KEN' }];
    for (const env of elsewhere) {
      const complaint = complaintAbout({ ...SOUND, ...env });
      expect(complaint).toContain('AZURE_ARM_LOCAL_TOKEN');
      expect(complaint).not.toContain('T0KEN');
    }
  });

  test('never show a value', () => {
    const env = { ...SOUND, STATE_TABLES_ENDPOINT: 'AccountKey=S3CRET', OCTOPUS_EU_URL: 'https://S3CRET@eu' };
    const complaint = complaintAbout(env);
    expect(complaint).toContain('OCTOPUS_EU_API_KEY is missing');
    expect(complaint).not.toMatch(/S3CRET|SECRET/);
  });

  test('do not include what was left empty, as settings of a function app often are', () => {
    const empty = {
      AZURE_ARM_ENDPOINT: '',
      STATE_TABLES_ENDPOINT: '',
      OCTOPUS_EU_URL: '',
      OCTOPUS_EU_API_KEY: '',
    };
    expect(readSettings({ ...SOUND, ...empty, RECONCILE_SCHEDULE: '', STATE_TABLE_PREFIX: '' })).toEqual(
      readSettings(SOUND),
    );
  });
});

describe('how callers are known', () => {
  const { ACCESS_MODE: _mode, ...rest } = SOUND;
  const onAzure = { WEBSITE_SITE_NAME: 'app' };

  test.each([
    ['none', {}],
    ['one that there is not', { ACCESS_MODE: 'open' }],
    ['local on Azure', { ACCESS_MODE: 'local', ...onAzure }],
    ['local on a nameless worker of Azure', { ACCESS_MODE: 'local', WEBSITE_INSTANCE_ID: 'one' }],
    ['entra on Azure without sign-in', { ACCESS_MODE: 'entra', ...onAzure, WEBSITE_AUTH_ENABLED: 'False' }],
    ['entra on one machine', { ACCESS_MODE: 'entra', WEBSITE_AUTH_ENABLED: 'True' }],
  ])('%s: it does not start', (_what, env: Env) => {
    expect(complaintAbout({ ...rest, ...env })).toContain('ACCESS_MODE');
  });

  test('where it fits it starts', () => {
    const fits: Env[] = [
      { ACCESS_MODE: 'local' },
      { ACCESS_MODE: 'keys' },
      { ACCESS_MODE: 'keys', ...onAzure },
      { ACCESS_MODE: 'entra', ...onAzure, WEBSITE_AUTH_ENABLED: 'True' },
      { ACCESS_MODE: 'entra', ...onAzure, WEBSITE_AUTH_CLIENT_ID: 'of the registration' },
    ];
    for (const env of fits) expect(readSettings({ ...rest, ...env }).access).toBe(env['ACCESS_MODE']);
  });
});

describe('an Octopus server that knows the app itself', () => {
  const { OCTOPUS_API_KEY: _key, ...WITHOUT } = SOUND;
  const serversOf = (env: Env) => readSettings({ ...WITHOUT, ...env }).octopusServers;

  test('needs the id of the service account in place of a key', () => {
    expect(serversOf({ OCTOPUS_SERVICE_ACCOUNT_ID: 'f00d' })).toEqual({
      default: {
        url: 'https://octopus.example',
        serviceAccount: { id: 'f00d', tokenAudience: 'api://AzureADTokenExchange' },
      },
    });
    expect(
      serversOf({
        ...{ OCTOPUS_SERVICE_ACCOUNT_ID: 'f00d', OCTOPUS_NORTH_URL: 'https://north.example' },
        ...{ OCTOPUS_NORTH_SERVICE_ACCOUNT_ID: 'cafe', OCTOPUS_NORTH_TOKEN_AUDIENCE: 'api://octopus' },
      }),
    ).toMatchObject({ north: { serviceAccount: { id: 'cafe', tokenAudience: 'api://octopus' } } });
  });

  test('is not both: nobody could tell which is meant', () => {
    const complaint = complaintAbout({ ...SOUND, OCTOPUS_SERVICE_ACCOUNT_ID: 'f00d' });
    expect(complaint).toContain('OCTOPUS_API_KEY and OCTOPUS_SERVICE_ACCOUNT_ID are both there');
    expect(complaint).not.toContain('f00d');
  });

  test('has one of them', () => {
    expect(complaintAbout(WITHOUT)).toContain('OCTOPUS_API_KEY is missing, or OCTOPUS_SERVICE_ACCOUNT_ID');
  });
});
