import { parseArgs } from 'node:util';

import { makeCertificates } from './https/certificates.ts';
import { trustNotice } from './https/trust-notice.ts';
import { scaledClock } from './scaled-clock.ts';
import { seedDemo } from './sim/seed-demo.ts';
import { startArm } from './start-arm.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7072' },
    'time-scale': { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    state: { type: 'string' },
    https: { type: 'boolean', default: false },
    'no-rate-limits': { type: 'boolean', default: false },
    'seed-demo': { type: 'boolean', default: false },
  },
});

const certificates = values.https ? makeCertificates(Date.now()) : undefined;

const arm = await startArm({
  port: Number(values.port),
  clock: scaledClock(Number(values['time-scale'])),
  seed: Number(values.seed),
  ...(values.state !== undefined && { statePath: values.state }),
  rateLimits: !values['no-rate-limits'],
  ...(certificates && { tls: certificates }),
  log: (line) => console.error(line),
});
if (values['seed-demo']) seedDemo(arm.sim);
if (certificates) trustNotice(certificates.authority);
console.log(`ready ${arm.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void arm.stop());
