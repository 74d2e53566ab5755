import type { HttpRequest } from '@azure/functions';
import { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';
import type { Dependencies } from '../../dependencies.ts';
import { inFormOf, readJson } from '../read-body.ts';

/** The policy in a request; throws 400 with every problem and its path at once. */
export async function readPolicyOf(_deps: Dependencies, request: HttpRequest): Promise<RolloutPolicy> {
  return inFormOf(RolloutPolicy, await readJson(request), 'policy');
}
