// First, so that the app's packages find the host they run on.
import './host/install-core.ts';
import { parseArgs } from 'node:util';
import { scaledClock } from './clock/clock.ts';
import { blueGreen } from './demos/blue-green.ts';
import { canary } from './demos/canary.ts';
import { buildSet, type Demo } from './demos/demo.ts';
import { scale } from './demos/scale.ts';
import { webhook } from './demos/webhook.ts';

const USAGE = `npm run demo -- [demo] [flags]

  scale         a scale set of 3 goes out to 6 and in to 4; its machines, extras too, register themselves (without a name, this one)
  canary        a bad image is caught by a probe and taken back; a good one goes out step by step
  blue-green    new machines are tried on the stage and swapped in; then one command brings the old ones back
  webhook       the same as scale without any Octopus: plain HTTP endpoints are told of machines and deploy to them

  --json        one summary for programs and nothing else; the exit code says whether it went as told
  --help        this text`;

/** `npm run demo`: plays one of the demos; true when it went as told. */
async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  const [name = 'scale', ...others] = positionals;
  if (others.length > 0) throw new Error(`One demo at a time: not ${others.join(', ')} too.`);
  switch (name) {
    case 'scale':
      return play(scale, values.json);
    case 'canary':
      return play(canary, values.json);
    case 'blue-green':
      return play(blueGreen, values.json);
    case 'webhook':
      return play(webhook, values.json);
    default:
      throw new Error(`There is no demo ${name}; there is scale, canary, blue-green, webhook.`);
  }
}

async function play<Summary>(demo: Demo<Summary>, json: boolean): Promise<boolean> {
  const set = await buildSet(scaledClock(demo.timeScale));
  const summary = await demo.play(set, json ? () => undefined : console.log);
  await set.strike();
  if (json) console.log(JSON.stringify(summary, null, 2));
  else demo.printInShort(summary);
  return demo.wentWell(summary);
}

try {
  process.exit((await main()) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('`npm run demo -- --help` lists the demos and flags.');
  process.exit(1);
}
