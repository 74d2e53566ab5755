#!/usr/bin/env node
import './supported-node.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { EXIT } from './exit-codes.ts';
import { SHOW_CURSOR } from './live/screen.ts';
import { runFleet } from './run-fleet.ts';

const { stdin, stdout, stderr, env } = process;
// Whoever reads no more, as `head` does, wants no more either.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.once('SIGINT', () => {
  if (stdout.isTTY) stdout.write(SHOW_CURSOR);
  process.exit(EXIT.interrupted);
});
process.exitCode = await runFleet(process.argv.slice(2), {
  ...{ stdin, stdout, stderr, env },
  now: () => Date.now(),
  pause: (milliseconds) => pause(milliseconds),
});
