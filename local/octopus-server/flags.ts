import { parseArgs } from 'node:util';

export const USAGE = `npm run octopus -- [flags]

The simulated Octopus Deploy server, on 127.0.0.1.

  --port N          default 7073
  --time-scale N    how many times as fast as the wall clock time passes (default 1)
  --seed N          the same seed and requests give the same run (default 1)
  --state FILE      keeps everything in one SQLite file (default: in memory)
  --api-key KEY     the only key that is let in (default: the simulator's own)
  --quiet           says nothing of requests
  --help            this text`;

/** The flags of the program; throws an Error whose message says what to correct. `undefined`: help was asked for. */
export function readFlags(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '7073' },
      'time-scale': { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      state: { type: 'string' },
      'api-key': { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [port, timeScale, seed] = [Number(values.port), Number(values['time-scale']), Number(values.seed)];
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new Error('--port must be a port number, 0 to 65535 (0: any free one).');
  if (!(timeScale > 0 && timeScale < Infinity)) throw new Error('--time-scale must be a number above 0.');
  if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number.');
  return { ...values, port, timeScale, seed };
}
