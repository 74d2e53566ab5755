import { expect, test } from '@jest/globals';

import { Router } from '../../local/arm/http/router.ts';
import { RESOURCE_OPERATIONS } from '../../local/arm/operations/resources-table.ts';
import { REST_OPERATIONS } from '../../local/arm/operations/table.ts';
import { exchanged } from './conformance.ts';
// Their tests run here, before the one below, which looks at what all of them have called.
import './compute-client.ts';
import './images-client.ts';
import './interruptions-client.ts';
import './network-client.ts';
import './balancer-children-client.ts';
import './disks-client.ts';
import './interfaces-client.ts';
import './machines-client.ts';
import './plain-network-client.ts';
import './monitor-client.ts';
import './os-upgrades-client.ts';
import './paging-and-retries-client.ts';

/** Operations that no method of the three clients leads to, and who asks for them instead. */
const WITHOUT_METHOD: Record<string, string> = {
  'GET /subscriptions': 'sign-in of the Azure CLI; @azure/arm-resources-subscriptions',
  'GET /subscriptions/{subscription}': 'the same',
  'GET /tenants': 'the same',
  'POST /providers/Microsoft.ResourceGraph/resources': '@azure/arm-resourcegraph',
};

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test('every operation of the simulator was called by a client, unless no client has a method for it', () => {
  const router = new Router<string>();
  for (const operation of REST_OPERATIONS) router.add(operation.method, operation.path, nameOf(operation));
  const called = new Set(
    exchanged
      .filter(({ status }) => status < 400)
      .map(({ method, url }) => router.find(method, new URL(url).pathname)?.target),
  );
  // The front door's own are called by the Azure CLI and .NET: `azure-cli.test`, `arm/resource-groups.test`.
  const others = REST_OPERATIONS.filter((operation) => !RESOURCE_OPERATIONS.includes(operation));
  const left = others.map(nameOf).filter((operation) => !called.has(operation));
  expect(left.sort()).toEqual(Object.keys(WITHOUT_METHOD).sort());
});
