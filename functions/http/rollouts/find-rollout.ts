import type { HttpRequest } from '@azure/functions';
import { FleetName } from '../../../shared/contracts/fleet.ts';
import { invalid } from '../../../shared/contracts/problem.ts';
import type { Rollout } from '../../../shared/contracts/rollout/record.ts';
import { toldSoFar } from '../../../shared/domain/rollout/heed.ts';
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

/** A rollout that was read, as it stands after all that was acknowledged by now. One read. */
export async function rolloutNow(deps: Dependencies, read: Rollout): Promise<Rollout> {
  const file = await deps.stores.rollouts.open(read.fleet, read.id);
  return file ? toldSoFar(file, deps.now().toISOString()) : read;
}

/** The fleet's rollout that is under way, as it stands after all that was acknowledged by now. Two reads at most. */
export async function rolloutUnderWay(deps: Dependencies, fleet: string): Promise<Rollout | undefined> {
  const { rollouts } = deps.stores;
  const id = await rollouts.underWay(fleet);
  const file = id === undefined ? undefined : await rollouts.open(fleet, id);
  return file && toldSoFar(file, deps.now().toISOString());
}
