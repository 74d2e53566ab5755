import type { HttpRequest } from '@azure/functions';
import { FleetName, type NamedFleet } from '../../shared/contracts/fleet.ts';
import { invalid } from '../../shared/contracts/problem.ts';
import type { Dependencies } from '../dependencies.ts';
import { MOST_PER_PAGE } from './operations/parameters.ts';
import { inFormOf } from './read-body.ts';

/** The fleet's name in the route; throws 400 for one that no fleet can have. */
export function fleetName(request: HttpRequest): string {
  return inFormOf(FleetName, request.params['fleet'], 'fleet name in the path');
}

/** The fleet in the route; throws 404. */
export async function findFleet({ stores }: Dependencies, request: HttpRequest): Promise<NamedFleet> {
  const name = fleetName(request);
  const fleet = await stores.fleets.get(name);
  if (fleet) return fleet;
  throw invalid('fleetNotFound', `There is no fleet ${name}.`, 'GET /api/fleets lists those there are.');
}

/** `?take=` (1 to 500, default 100) and `?before=`, the `next` of the page before. */
export function pageOf(request: HttpRequest): { take: number; before?: string } {
  const take = Number(request.query.get('take') ?? 100);
  if (!Number.isInteger(take) || take < 1 || take > MOST_PER_PAGE) {
    const nextStep = 'Leave it out for 100, and go on with the `next` of each page.';
    throw invalid('invalidPage', `take must be 1 to ${MOST_PER_PAGE}.`, nextStep);
  }
  const before = request.query.get('before');
  return { take, ...(before ? { before } : {}) };
}
