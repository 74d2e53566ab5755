/** A host in a process of its own, to be killed: `node crash-child.ts <database> <effects file>`. */
import '../../local/host/install-core.ts';
import { appendFileSync } from 'node:fs';
import { scaledClock } from '../../local/clock/clock.ts';
import { startHost } from '../../local/host/start-host.ts';
import { registerCrashApp } from './crash-app.ts';

const [, , database = '', effects = ''] = process.argv;
const host = await startHost({
  port: 0,
  hostJson: {},
  database,
  clock: scaledClock(1000),
  load: () => registerCrashApp((name) => appendFileSync(effects, `${name}\n`)),
});
console.log(`ready ${host.url}`);
