import { makeCertificates } from './https/certificates.ts';
import { trustNotice } from './https/trust-notice.ts';
import { readFlags, USAGE } from './flags.ts';
import { scaledClock } from './scaled-clock.ts';
import { seedDemo } from './sim/seed-demo.ts';
import { startArm } from './start-arm.ts';

async function main(flags: NonNullable<ReturnType<typeof readFlags>>): Promise<void> {
  const certificates = flags.https ? makeCertificates(Date.now()) : undefined;
  const arm = await startArm({
    port: flags.port,
    clock: scaledClock(flags.timeScale),
    seed: flags.seed,
    ...(flags.state !== undefined && { statePath: flags.state }),
    rateLimits: !flags['no-rate-limits'],
    ...(certificates && { tls: certificates }),
    log: (line) => console.error(line),
  });
  if (flags['seed-demo']) seedDemo(arm.sim);
  if (certificates) trustNotice(certificates.authority);
  // Before it is said: whoever hears it may end the program at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void arm.stop());
  console.log(`ready ${arm.url}`);
}

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags) await main(flags);
  else console.log(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('`npm run arm -- --help` lists the flags.');
  process.exit(1);
}
