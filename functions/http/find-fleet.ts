import type { HttpRequest } from '@azure/functions';
import { FleetName, type NamedFleet } from '../../shared/contracts/fleet.ts';
import { invalid } from '../../shared/contracts/problem.ts';
import type { Dependencies } from '../dependencies.ts';
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
