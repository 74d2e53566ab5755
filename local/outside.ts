import { endOnSignal } from './launcher/end-on-signal.ts';
import { type StartFlags, readFlags } from './launcher/flags.ts';
import { resumedClock } from './launcher/resumed-clock.ts';
import { seedOutside } from './launcher/seed-outside.ts';
import { LOCAL_API_KEY, LOCAL_TOKEN, startOutside } from './launcher/start-world.ts';
import { openStateFolder } from './launcher/state-folder/state-folder.ts';

const USAGE = `npm run outside -- [flags]

The simulated Azure and Octopus server without the app, for an app on another host (Core Tools, a debugger).

  --arm-port N      default 7072
  --octopus-port N  default 7073
  --machines-port N where the applications on the simulated machines answer (default: any free one)
  --time-scale N    how many times as fast as the wall clock time passes (default 1)
  --state DIR       where everything is kept (default .state)
  --events URL      where Event Grid events go, for example
                    http://localhost:7071/runtime/webhooks/eventgrid?functionName=scaleEvents`;

async function main(flags: StartFlags): Promise<void> {
  const { ports, stateDir, timeScale, events } = flags;
  const folder = openStateFolder(stateDir);
  const outside = await startOutside({ clock: resumedClock(timeScale, stateDir), ports, stateDir });
  seedOutside(outside);
  if (events) await outside.arm.sim.subscribe({ url: events, schema: 'EventGridSchema' });
  folder.opened();
  console.log('App settings for the app on the other host:');
  console.log(
    `  ACCESS_MODE=local\n  AZURE_ARM_ENDPOINT=${outside.arm.url}\n  AZURE_ARM_LOCAL_TOKEN=${LOCAL_TOKEN}`,
  );
  console.log(`  AZURE_ARM_LOCAL_MACHINES=${outside.machines.url}`);
  console.log(`  OCTOPUS_URL=${outside.octopus.url}\n  OCTOPUS_API_KEY=${LOCAL_API_KEY}`);
  // Before it is said: whoever hears it may end the program at once.
  endOnSignal(async () => {
    folder.closing();
    await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
    folder.close();
  });
  console.log(`ready ${outside.arm.url} ${outside.octopus.url}`);
}

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags) await main(flags);
  else console.log(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
