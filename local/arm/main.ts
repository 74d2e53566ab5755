import { parseArgs } from 'node:util';

import { scaledClock } from './scaled-clock.ts';
import { startArm } from './start-arm.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7072' },
    'time-scale': { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    state: { type: 'string' },
  },
});

const arm = await startArm({
  port: Number(values.port),
  clock: scaledClock(Number(values['time-scale'])),
  seed: Number(values.seed),
  ...(values.state !== undefined && { statePath: values.state }),
  log: (line) => console.error(line),
});
console.log(`ready ${arm.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void arm.stop());
