import { DefaultAzureCredential } from '@azure/identity';
import { octopusConnections } from '../../functions/octopus-identity.ts';
import { octopusServers } from '../../functions/octopus-settings.ts';
import { secretsIn } from '../../functions/secrets-in.ts';
import { targetRegistries } from '../../functions/target-registries.ts';
import { startTelemetry } from '../../functions/telemetry/start-telemetry.ts';
import { telemetrySettings } from '../../functions/telemetry/telemetry-settings.ts';
import { createScaleSets } from '../../shared/azure/arm-scale-sets.ts';
import { createProbes } from '../../shared/probes/create-probes.ts';
import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import { createWebhooks } from '../../shared/webhooks/create-webhooks.ts';
import type { LogEntry } from '../host/start-host.ts';
import { builtPages } from './built-pages.ts';
import type { StartFlags } from './flags.ts';
import { resumedClock } from './resumed-clock.ts';
import { seedOutside } from './seed-outside.ts';
import {
  adaptersTo,
  eventDoor,
  type Inside,
  startInside,
  vmssRollouts,
  startOutside,
  type WorldOptions,
} from './start-world.ts';
import { openStateFolder } from './state-folder/state-folder.ts';

export interface Running {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts what `npm start` runs: the app, and the simulators unless a real subscription is meant.
 * @throws Error that says what to correct: a flag, a setting, a port that is taken, a file of the state folder.
 */
export async function startEverything(flags: StartFlags): Promise<Running> {
  const folder = openStateFolder(flags.stateDir);
  try {
    const running = await startOn(flags);
    folder.opened();
    return {
      url: running.url,
      stop: async () => {
        folder.closing();
        await running.stop();
        folder.close();
      },
    };
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function startOn(flags: StartFlags): Promise<Running> {
  // On a machine of one's own there is one process, so what it counts is all there is to count.
  const telemetry = await startTelemetry({ ...telemetrySettings(process.env), prometheus: true });
  const clock = resumedClock(flags.timeScale, flags.stateDir);
  const options: WorldOptions = {
    clock,
    ports: flags.ports,
    stateDir: flags.stateDir,
    signIn: true,
    pages: builtPages(),
    ...(telemetry?.metricsText ? { metricsText: telemetry.metricsText } : {}),
    host: { log: logProblems },
  };
  const running = await (flags.azure ? startAgainstAzure(options) : startSimulated(options));
  return {
    url: running.url,
    stop: async () => {
      await running.stop();
      await telemetry?.stop();
    },
  };
}

async function startSimulated(options: WorldOptions): Promise<Running> {
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, options.clock));
  await outside.arm.sim.subscribe({ url: eventDoor(inside.host.url), schema: 'EventGridSchema' });
  return {
    url: inside.host.url,
    stop: async () => {
      await inside.stop();
      await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
    },
  };
}

async function startAgainstAzure(options: WorldOptions): Promise<Running> {
  const { servers, lacking } = octopusServers(process.env);
  if (lacking.length > 0) throw new Error(`Settings to correct: ${lacking.join('; ')}.`);
  const connection = { credential: new DefaultAzureCredential() };
  const octopus = createOctopus(octopusConnections(servers, connection.credential));
  const inside: Inside = await startInside(options, {
    scaleSets: createScaleSets(connection),
    probes: createProbes(),
    rolloutsOf: (installation) => vmssRollouts(connection, { installation, clock: options.clock }),
    octopusServers: octopus.octopusServers,
    ...targetRegistries({ octopus, webhooks: createWebhooks({ secrets: secretsIn(process.env) }) }),
  });
  return { url: inside.host.url, stop: () => inside.stop() };
}

function logProblems({ level, message, functionName }: LogEntry): void {
  if (level !== 'warning' && level !== 'error' && level !== 'critical') return;
  // Rings that nobody waited for: what they announced lies in the inbox, where every life of the care begins.
  if (message.includes('careForFleet') && message.includes('continueAsNew drops')) return;
  console.error(`${level} ${functionName ?? 'host'}: ${message}`);
}
