import { readFlags, USAGE } from './flags.ts';
import { scaledClock } from './scaled-clock.ts';
import { startOctopusServer } from './start-octopus-server.ts';
import { lastStoredInstant } from './store/last-stored-instant.ts';

async function main(flags: NonNullable<ReturnType<typeof readFlags>>): Promise<void> {
  const server = await startOctopusServer({
    port: flags.port,
    seed: flags.seed,
    clock: scaledClock(flags.timeScale, Math.max(Date.now(), lastStoredInstant(flags.state))),
    ...(flags.state === undefined ? {} : { statePath: flags.state }),
    ...(flags['api-key'] === undefined ? {} : { apiKey: flags['api-key'] }),
    ...(flags.quiet ? {} : { log: (line: string) => console.log(line) }),
  });
  // Before it is said: whoever hears it may end the program at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      server.stop().then(() => process.exit(0), failed);
    });
  console.log(`ready ${server.url}`);
}

function failed(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags) await main(flags);
  else console.log(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('`npm run octopus -- --help` lists the flags.');
  process.exit(1);
}
