import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { BICEP_VERSION, findBicep } from '../../scripts/bicep/find-bicep.ts';
import { ENTRIES, INFRA, PARAMETER_SETS, runBicep, snapshotOf } from '../../scripts/bicep/snapshots.ts';

const found = findBicep();
const bicep = found ?? '';
const withBicep = found ? describe : describe.skip;
if (!found)
  console.warn(
    `The Bicep CLI ${BICEP_VERSION} is not here, so that infra/ is not built: dotnet restore tools/bicep.csproj --packages .bicep`,
  );

jest.setTimeout(180_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bicep-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

withBicep('infra/', () => {
  test.each(ENTRIES)('%s is built without a word', (entry) => {
    const built = runBicep(bicep, ['build', join(INFRA, entry), '--outfile', join(folder, `${entry}.json`)]);
    expect(built).toEqual({ status: 0, said: '' });
  });

  test.each(ENTRIES)('%s has no diagnostics', (entry) => {
    const { said } = runBicep(bicep, ['lint', join(INFRA, entry), '--diagnostics-format', 'sarif']);
    const { runs } = JSON.parse(said.slice(said.indexOf('{'))) as { runs: { results: unknown[] }[] };
    expect(runs.flatMap(({ results }) => results)).toEqual([]);
  });

  test.each(Object.keys(PARAMETER_SETS))('%s comes to what is committed (npm run infra)', (name) => {
    expect(snapshotOf(bicep, name, 'validate')).toMatchObject({ status: 0 });
  });

  test('every file is formatted as the CLI does', () => {
    const copy = join(folder, 'copy');
    cpSync(INFRA, copy, { recursive: true });
    expect(runBicep(bicep, ['format', '--pattern', join(copy, '**/*.bicep')]).status).toBe(0);
    const changed = bicepFiles().filter(
      (file) => readFileSync(join(copy, file), 'utf8') !== readFileSync(join(INFRA, file), 'utf8'),
    );
    expect(changed).toEqual([]);
  });

  test('what an azd environment keeps becomes parameters', () => {
    const groups = [{ name: 'rg-web', grade: 'rollouts' }];
    const environment = {
      ...{
        AZURE_ENV_NAME: 'prod',
        AZURE_LOCATION: 'westeurope',
        FLEET_VNET: 'true',
        FLEET_ALWAYS_READY: '1',
      },
      ...{ FLEET_GROUPS: JSON.stringify(groups), FLEET_ALERT_EMAILS: '["ops@example.com"]' },
    };
    const flags = ['build-params', join(INFRA, 'main.bicepparam'), '--stdout'];
    const { status, said } = runBicep(bicep, flags, environment);
    expect(status).toBe(0);
    const { parametersJson } = JSON.parse(said) as { parametersJson: string };
    const { parameters } = JSON.parse(parametersJson) as { parameters: Record<string, { value: unknown }> };
    expect(
      Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value])),
    ).toMatchObject({
      ...{ environmentName: 'prod', fleetGroups: groups, alertEmails: ['ops@example.com'] },
      ...{ vnetEnabled: true, alwaysReadyInstances: 1, accessMode: 'keys', reconcileMinutes: 5 },
    });
  });
});

test('infra/ takes no modules of a registry', () => {
  const referred = bicepFiles().flatMap((file) =>
    [...readFileSync(join(INFRA, file), 'utf8').matchAll(/^module \w+ '([^']+)'/gm)].map(([, path]) => path),
  );
  expect(referred.length).toBeGreaterThan(10);
  expect(referred.filter((path) => !path?.endsWith('.bicep'))).toEqual([]);
});

function bicepFiles(): string[] {
  return readdirSync(INFRA, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.bicep'));
}
