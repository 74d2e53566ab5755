// First, so that the app's packages find the host they run on.
import './host/install-core.ts';
import { endOnSignal } from './launcher/end-on-signal.ts';
import { readFlags, type StartFlags, USAGE } from './launcher/flags.ts';
import { startFailure } from './launcher/start-failure.ts';
import { startEverything } from './launcher/start-everything.ts';

/** `npm start`: everything up until a signal comes. */
async function main(flags: StartFlags): Promise<void> {
  const running = await startEverything(flags);
  // Before it is said: whoever hears it may end the program at once.
  endOnSignal(() => running.stop());
  console.log(`ready ${running.url}`);
  console.log(`dashboard ${running.url}/ui/`);
}

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags) await main(flags);
  else console.log(USAGE);
} catch (error) {
  console.error(startFailure(error));
  console.error('`npm start -- --help` lists the flags.');
  process.exit(1);
}
