import type { HttpRequest } from '@azure/functions';
import { FleetName } from '../../../shared/contracts/fleet.ts';
import { invalid } from '../../../shared/contracts/problem.ts';
import type { RolloutFile } from '../../../shared/ports/rollout-store.ts';
import type { Dependencies } from '../../dependencies.ts';

/** A rollout's id names its fleet, and when it began. */
const ROLLOUT_ID = /^(.+)-\d{8}T\d{9}Z$/;

/** Sorts by time, and tells people when it was. */
export function rolloutIdAt(fleet: string, now: Date): string {
  return `${fleet}-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
}

/** The rollout in the route; throws 404. */
export async function findRollout({ stores }: Dependencies, request: HttpRequest): Promise<RolloutFile> {
  const id = request.params['rollout'] ?? '';
  const fleet = FleetName.safeParse(ROLLOUT_ID.exec(id)?.[1]);
  const file = fleet.success ? await stores.rollouts.open(fleet.data, id) : undefined;
  if (file) return file;
  const nextStep = 'GET /api/rollouts?fleet={fleet} lists those there are.';
  throw invalid('rolloutNotFound', `There is no rollout ${id.slice(0, 80)}.`, nextStep);
}
