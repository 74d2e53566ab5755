import type { World } from '../../../shared/contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';
import type { Rollout } from '../../../shared/contracts/rollout/record.ts';
import { count } from '../../../shared/domain/wording.ts';
import type { Caller } from '../../access/principal.ts';
import type { Dependencies } from '../../dependencies.ts';
import { NotInForm } from '../problem-details.ts';
import { refuseDuringRollout } from '../refuse-during-rollout.ts';
import { rolloutIdAt } from './find-rollout.ts';
import { type Prepared, prepareRollout } from './prepare-rollout.ts';

/**
 * Puts a rollout on record and under way, if nothing speaks against it; somebody has to wake the fleet then. Throws 409 that
 * names another one under way, and 400 with every check that failed.
 */
export async function beginRollout(
  deps: Dependencies,
  policy: RolloutPolicy,
  { caller, once }: { caller?: Caller; once?: Rollout['once'] } = {},
): Promise<Rollout> {
  // Before the cloud is asked; the store decides again when it begins.
  await refuseDuringRollout(deps, policy.fleet);
  const prepared = await prepareRollout(deps, policy);
  refuseIfUnfit(prepared.world);
  const by = caller?.name;
  const rollout = { ...newRollout(prepared, deps.now()), ...(by ? { by } : {}), ...(once ? { once } : {}) };
  await deps.stores.rollouts.begin(rollout);
  return rollout;
}

function refuseIfUnfit({ checks }: World): void {
  const failed = checks.filter(({ result }) => result === 'failed');
  if (failed.length === 0) return;
  const errors = failed.map(({ code, message, nextStep = '' }) => ({
    path: `checks.${code}`,
    message: `${message} ${nextStep}`.trim(),
  }));
  throw new NotInForm(`rollout, by ${count(errors.length, 'check')}`, errors);
}

function newRollout({ named, plan, policy }: Prepared, now: Date): Rollout {
  const createdAt = now.toISOString();
  const position = { step: 0, move: 0, stepSince: createdAt, moveSince: createdAt };
  return {
    ...{ id: rolloutIdAt(named.name, now), fleet: named.name, createdAt, policy, plan },
    ...{ goal: 'forward', position, lastSeq: 0 },
  };
}
