import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { REST_OPERATIONS } from '../../local/arm/operations/table.ts';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 500_000);
/** FUZZ_SEED sees a run again; another one each time otherwise. */
const seed = process.env['FUZZ_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31));

interface Told {
  requests: number;
  mutations: number;
  asked: number;
  cpuSeconds: number;
  failures: string[];
}

test(`${REQUESTS} requests, most of them mutations of valid ones, break nothing (FUZZ_SEED=${seed})`, async () => {
  // A program of its own: twice as fast as under the test runner.
  const program = [join(__dirname, 'fuzz/main.ts'), seed, String(REQUESTS)];
  const { stdout } = await promisify(execFile)(process.execPath, program, { maxBuffer: 2 ** 26 });
  const { failures, ...told } = JSON.parse(stdout) as Told;
  console.log(JSON.stringify({ seed, ...told }));
  expect(failures.join('\n\n')).toBe('');
  expect(told.requests).toBeGreaterThanOrEqual(REQUESTS);
  expect(told.mutations).toBeGreaterThanOrEqual(told.requests / 2);
  expect(told.asked).toBe(REST_OPERATIONS.length);
}, 900_000);
