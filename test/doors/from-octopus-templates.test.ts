import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import schema from '../../docs/schemas/fleet.schema.json' with { type: 'json' };

const DOCS = join(__dirname, '../../docs');
const PAGE = readFileSync(join(DOCS, 'from-octopus-templates.md'), 'utf8');

/** The parameters of the two templates, without what all names of one begin with. */
const CHECK =
  'ScaleSet.Name ResourceGroup.Name Azure.Account DeploymentTarget.Roles Octopus.Url Octopus.ApiKey Timeout.Value ' +
  'Timeout.ErrorHandle Duplicate.TimeInMinutes Duplicate.Handle OldServers.ExcludeFromOutput';
const DEPLOY =
  'Web.ServerUrl Api.Key Space.Name Project.Name Release.Number Release.NotFoundError Destination.EnvironmentName ' +
  'SourceEnvironment.Name Channel.Name Tenant.Name Prompted.Variables DeploymentMode.Value ' +
  'RefreshVariableSnapShots.Option Target.MachineNames Deployment.IgnoreSpecificMachineMismatch ' +
  'ReleaseNotes.SaveAsArtifact WhatIf.Value WaitForFinish.Value EnableEnhancedLogging.Value CancelDeployment.Seconds ' +
  'Deployment.FutureTime ManualInterventions.UseApprovalsFromParent ManualIntervention.EnvironmentToUse ' +
  'ManualIntervention.Tenant.Name';
const PARAMETERS = [
  ...CHECK.split(' ').map((name) => `VMSS.${name}`),
  ...DEPLOY.split(' ').map((name) => `ChildProject.${name}`),
];

/** Its counterpart, or why there is none. */
const TOLD = new Map(
  [...PAGE.matchAll(/^\| `([\w.]+)` +\| (.+?) *\|$/gm)].map(({ 1: name = '', 2: now = '' }) => [name, now]),
);

test.each(PARAMETERS)('%s has its counterpart, or why it needs none', (name) => {
  expect(TOLD.get(name)?.length).toBeGreaterThan(5);
});

test('there are 35 of them', () => {
  expect(PARAMETERS).toHaveLength(11 + 24);
});

test('every setting that is named is one', () => {
  const named = [...PAGE.matchAll(/`((?:scaleSet|octopus|wait|prune|register|health|deploy)\b[\w.[\]]*)/g)];
  const paths = [...new Set(named.map(({ 1: path = '' }) => path))];
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !isSetting(schema, path.split(/\[\]\.|\./)))).toEqual([]);
});

describe('the examples', () => {
  const pieces = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(
    ({ 1: piece = '' }) => parse(piece) as unknown,
  );
  const files = readdirSync(join(DOCS, 'examples')).filter((name) => /^octopus-.*-fleet\.yaml$/.test(name));

  test('on the page are those in the folder, each linked', () => {
    const there = files.map((name) => parse(readFileSync(join(DOCS, 'examples', name), 'utf8')) as unknown);
    expect(pieces).toHaveLength(5);
    expect(there).toHaveLength(pieces.length);
    expect(there).toEqual(expect.arrayContaining(pieces));
    for (const name of files) expect(PAGE).toContain(`(examples/${name})`);
  });
});

/** Whether some branch of the schema has the property, and those below it. */
function isSetting(node: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined) return true;
  if (typeof node !== 'object' || node === null) return false;
  const { properties = {} } = node as { properties?: Record<string, unknown> };
  if (name in properties && isSetting(properties[name], rest)) return true;
  const branches = Object.entries(node).filter(([key]) => key !== 'properties');
  return branches.some(([, value]) =>
    (Array.isArray(value) ? value : [value]).some((each) => isSetting(each, [name, ...rest])),
  );
}
