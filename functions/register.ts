import { fileURLToPath } from 'node:url';
import { createScaleSets } from '../shared/azure/arm-scale-sets.ts';
import { createVmssRollouts } from '../shared/azure/rollout/create-vmss-rollouts.ts';
import { createOctopus } from '../shared/octopus/create-octopus.ts';
import { createProbes } from '../shared/probes/create-probes.ts';
import { reachOver } from '../shared/probes/local-machines.ts';
import { createAzureRowStore } from '../shared/tables/azure-row-store.ts';
import { createStores } from '../shared/tables/create-stores.ts';
import { createWebhooks } from '../shared/webhooks/create-webhooks.ts';
import { registerApp } from './app.ts';
import { credentialOnDemand } from './credential-on-demand.ts';
import { loadPages } from './pages/load-pages.ts';
import { secretsIn } from './secrets-in.ts';
import { octopusConnections } from './octopus-identity.ts';
import { readSettings } from './settings.ts';
import { targetRegistries } from './target-registries.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';
import { telemetrySettings } from './telemetry/telemetry-settings.ts';

// The composition root that Azure runs, and the only file with an effect on import. `local/main.ts` has its own.
const settings = readSettings(process.env);
const credential = credentialOnDemand();
const secrets = secretsIn(process.env);
const telemetry = await startTelemetry(telemetrySettings(process.env), credential);
// Beside a simulated Azure everything is on this machine.
const { localMachines } = settings;
const probing = localMachines === undefined ? {} : { allowLoopback: true, reach: reachOver(localMachines) };
const octopus = createOctopus(octopusConnections(settings.octopusServers, credential));
const now = () => new Date();
const rows = createAzureRowStore({ ...settings.tables, credential, tablePrefix: settings.tablePrefix });

registerApp({
  installation: settings.installation,
  access: settings.access,
  pages: loadPages(fileURLToPath(new URL('../dashboard/', import.meta.url))),
  stores: createStores(rows),
  scaleSets: createScaleSets({ credential, ...settings.arm }),
  octopusServers: octopus.octopusServers,
  ...targetRegistries({ octopus, webhooks: createWebhooks({ secrets, ...probing }) }),
  rollouts: createVmssRollouts({
    credential,
    ...settings.arm,
    installation: settings.installation,
    secrets,
    now,
  }),
  probes: createProbes(probing),
  ...{ secrets, now },
  ...(telemetry?.metricsText ? { metricsText: telemetry.metricsText } : {}),
  reconcileSchedule: settings.reconcileSchedule,
  reconcileMinutes: settings.reconcileMinutes,
});
