import { invalid } from '../../../shared/contracts/problem.ts';
import type { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';
import type { Rollout } from '../../../shared/contracts/rollout/record.ts';
import type { Caller } from '../../access/principal.ts';
import type { Dependencies } from '../../dependencies.ts';
import { beginRollout } from './begin-rollout.ts';

/** So many of a fleet's rollouts back a key is known. */
const REMEMBERED = 20;

type Once = NonNullable<Rollout['once']>;

/** Begins a rollout, unless the same request with the same key has begun it: then that one is answered, also to a rival. */
export async function beginOnce(
  deps: Dependencies,
  policy: RolloutPolicy,
  { once, caller }: { once: Once | undefined; caller: Caller },
): Promise<Rollout> {
  if (!once) return beginRollout(deps, policy, { caller });
  const before = await begunWith(deps, policy.fleet, once);
  if (before) return before;
  try {
    return await beginRollout(deps, policy, { caller, once });
  } catch (error) {
    const rival = await begunWith(deps, policy.fleet, once);
    if (rival) return rival;
    throw error;
  }
}

async function begunWith({ stores }: Dependencies, fleet: string, once: Once): Promise<Rollout | undefined> {
  const { items } = await stores.rollouts.list(fleet, { take: REMEMBERED });
  const found = items.find((each) => each.once?.key === once.key);
  if (!found || found.once?.request === once.request) return found;
  throw invalid(
    'idempotencyKeyReused',
    `Rollout ${found.id} was begun with this Idempotency-Key by another request.`,
    'Give each request a key of its own, and repeat it only with the same body.',
  );
}
