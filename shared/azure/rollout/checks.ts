import type { Check } from '../../contracts/rollout/plan.ts';
import type { FleetCloud } from './fleet-cloud.ts';
import type { Found } from './checks/found.ts';
import { baseChecks } from './checks/base-checks.ts';
import { balancerChecks } from './checks/balancer-checks.ts';
import { credentialChecks } from './checks/credential-checks.ts';
import { imageChecks } from './checks/image-checks.ts';
import { lockChecks } from './checks/lock-checks.ts';
import { nameChecks } from './checks/name-checks.ts';
import { roomChecks } from './checks/room-checks.ts';
import { wayBackChecks } from './checks/way-back-checks.ts';

type Checking = (cloud: FleetCloud, found: Found) => Promise<Check[]> | Check[];

const CHECKS: Checking[] = [
  ...[baseChecks, nameChecks, imageChecks, credentialChecks],
  ...[balancerChecks, roomChecks, wayBackChecks, lockChecks],
];

/** Everything that would keep a rollout from working, or from being taken back, found out before the first write. */
export async function checksOf(cloud: FleetCloud, found: Found): Promise<Check[]> {
  return (await Promise.all(CHECKS.map(async (check) => check(cloud, found)))).flat();
}
