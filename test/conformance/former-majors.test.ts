import { expect, test } from '@jest/globals';

import './former-generation.ts';
import { exchanged } from './conformance.ts';
// The same tests as of the newest majors, with the clients of the majors before.
import './compute-client.ts';
import './images-client.ts';
import './interruptions-client.ts';
import './network-client.ts';
import './balancer-children-client.ts';
import './disks-client.ts';
import './interfaces-client.ts';
import './machines-client.ts';
import './monitor-client.ts';
import './paging-and-retries-client.ts';

test('the former majors asked in versions of their own', () => {
  const versions = new Set(exchanged.map(({ url }) => new URL(url).searchParams.get('api-version')));
  expect([...versions]).toEqual(expect.arrayContaining(['2026-03-01', '2025-09-01', '2018-10-01']));
});
