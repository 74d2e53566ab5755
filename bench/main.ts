import { availableParallelism, loadavg, totalmem } from 'node:os';
import { measureArm } from './arm/measure-arm.ts';
import { measureCli } from './cli/measure-cli.ts';
import { measureFleets } from './fleets/measure-fleets.ts';
import { measureHints } from './hints/measure-hints.ts';
import { measureOrchestrations } from './orchestrations/measure-orchestrations.ts';
import { measurePackage } from './package/measure-package.ts';
import { measureRollouts } from './rollouts/measure-rollouts.ts';
import { reachOf } from './reach.ts';
import { measureScaleOuts } from './scale-out/measure-scale-outs.ts';

const MEASURED = {
  scaleOut: () => measureScaleOuts(),
  hints: measureHints,
  fleets: measureFleets,
  orchestrations: measureOrchestrations,
  rollouts: measureRollouts,
  arm: measureArm,
  cli: measureCli,
  package: measurePackage,
};
type Part = keyof typeof MEASURED;

// Whoever asks for what there is not does not get minutes of measuring in place of an answer.
const asked = process.argv.slice(2);
const isPart = (name: string): name is Part => name in MEASURED;
if (asked.length > 1 || !asked.every(isPart)) {
  const parts = Object.keys(MEASURED).join(', ');
  console.error(
    `npm run bench measures everything, or one of: ${parts}. docs/benchmarks.md says what it measures, and how long that takes.`,
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
const parts = asked.length > 0 ? asked.filter(isPart) : (Object.keys(MEASURED) as Part[]);
const figures: Partial<{ [P in Part]: Awaited<ReturnType<(typeof MEASURED)[P]>> }> = {};
for (const part of parts) Object.assign(figures, { [part]: await MEASURED[part]() });
const seconds = Math.round((performance.now() - began) / 1000);
console.log(
  JSON.stringify({ machine: { ...machine, seconds }, ...figures, reach: reachOf(figures) }, null, 2),
);
