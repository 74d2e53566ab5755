import { availableParallelism, loadavg, totalmem } from 'node:os';
import { measureArm } from './arm/measure-arm.ts';
import { measureFleets } from './fleets/measure-fleets.ts';
import { measureHints } from './hints/measure-hints.ts';
import { measureOrchestrations } from './orchestrations/measure-orchestrations.ts';
import { reachOf } from './reach.ts';
import { measureScaleOuts } from './scale-out/measure-scale-outs.ts';

// It has no flags: whoever asks for one does not get minutes of measuring in place of an answer.
if (process.argv.length > 2) {
  console.error(
    'npm run bench has no flags; docs/benchmarks.md says what it measures, and how long that takes.',
  );
  process.exit(1);
}

/** What else the machine had to do spoils times: a load above the number of cores says so. */
const machine = {
  cores: availableParallelism(),
  memoryGib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: loadavg()[0],
};
const began = performance.now();
const scaleOut = await measureScaleOuts();
const hints = await measureHints();
const fleets = await measureFleets();
const orchestrations = await measureOrchestrations();
const arm = await measureArm();
const seconds = Math.round((performance.now() - began) / 1000);
const result = {
  machine: { ...machine, seconds },
  hints,
  fleets,
  orchestrations,
  scaleOut,
  arm,
  reach: reachOf({ hints, fleets, scaleOut, arm }),
};
console.log(JSON.stringify(result, null, 2));
