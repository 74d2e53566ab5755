import { parseArgs } from 'node:util';
import { scaledClock } from './scaled-clock.ts';
import { startOctopusServer } from './start-octopus-server.ts';
import { lastStoredInstant } from './store/last-stored-instant.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7073' },
    'time-scale': { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    state: { type: 'string' },
    'api-key': { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
});

function number(name: 'port' | 'time-scale' | 'seed'): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number of 0 or more`);
  return value;
}

const server = await startOctopusServer({
  port: number('port'),
  seed: number('seed'),
  clock: scaledClock(number('time-scale') || 1, Math.max(Date.now(), lastStoredInstant(values.state))),
  ...(values.state === undefined ? {} : { statePath: values.state }),
  ...(values['api-key'] === undefined ? {} : { apiKey: values['api-key'] }),
  ...(values.quiet ? {} : { log: (line: string) => console.log(line) }),
});
console.log(`ready ${server.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(String(error));
        process.exit(1);
      },
    );
  });
