// The event subscription, which needs the deployed function. Safe to run again: it is the same deployment.
import { setTimeout as sleep } from 'node:timers/promises';
import { az, fail, setting, tryAz, withFile } from './tools.mjs';

const [app, group] = [setting('AZURE_FUNCTION_APP_NAME'), setting('AZURE_RESOURCE_GROUP')];
await functionIsThere();
const groups = JSON.parse(process.env['FLEET_GROUPS'] || '[]');
const parameters = {
  topicName: setting('FLEET_TOPIC_NAME'),
  appName: app,
  appGroup: group,
  storageName: setting('AZURE_STORAGE_ACCOUNT_NAME'),
  fleetGroups: groups.map(({ name }) => name),
};
withFile(asParameters(parameters), (file) =>
  az(
    ...['deployment', 'group', 'create', '--name', 'fleet-conductor-events'],
    ...['--resource-group', setting('FLEET_TOPIC_GROUP'), '--template-file', 'infra/events.bicep'],
    ...['--parameters', `@${file}`],
  ),
);
console.log(`Fleet Conductor: ${setting('AZURE_FUNCTION_APP_URL')}/ui/`);

/** The host finds the functions of a new package a while after it was taken. */
async function functionIsThere() {
  const seconds = Number(process.env['FLEET_HOOK_PAUSE_SECONDS'] || 10);
  for (let attempt = 0; attempt < 30; attempt++) {
    const of = ['--name', app, '--resource-group', group, '--function-name', 'scaleEvents'];
    if (tryAz('functionapp', 'function', 'show', ...of).status === 0) return;
    await sleep(seconds * 1000);
  }
  fail(
    `${app} does not show its function scaleEvents: its log stream says why it does not start. Then: azd hooks run postdeploy`,
  );
}

function asParameters(values) {
  const entries = Object.entries(values).map(([name, value]) => [name, { value }]);
  const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#';
  return { $schema: schema, contentVersion: '1.0.0.0', parameters: Object.fromEntries(entries) };
}
