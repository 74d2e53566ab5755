import { readFlags, USAGE } from './flags.ts';
import { startWebhookReceiver } from './start-webhook-receiver.ts';

async function main({
  port,
  secret,
  release,
  quiet,
}: NonNullable<ReturnType<typeof readFlags>>): Promise<void> {
  const receiver = await startWebhookReceiver({
    ...{ port, secret, now: Date.now },
    ...(quiet ? {} : { log: (line: string) => console.log(line) }),
  });
  receiver.sim.setRelease(release);
  // Before it is said: whoever hears it may end the program at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void receiver.stop().then(() => process.exit(0)));
  console.log(`ready ${receiver.url}`);
}

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags) await main(flags);
  else console.log(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('`npm run webhook-receiver -- --help` lists the flags.');
  process.exit(1);
}
