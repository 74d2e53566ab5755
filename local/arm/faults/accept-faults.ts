import { ArmError } from '../errors.ts';
import type { ArmResponse } from '../http/messages.ts';
import { isObject } from '../json.ts';
import { providerThrottled } from '../limits/limiter.ts';
import type { Policy } from '../limits/policies.ts';
import { quotaExceeded } from '../rules/quota.ts';
import type { World } from '../world.ts';
import { faultsFor } from './apply-faults.ts';
import type { FaultEffect, FaultMatch } from './fault.ts';

type AcceptEffect = Extract<FaultEffect, { accept: string }>;

/** What the rules do to a request before and after it is answered. */
export interface AcceptOutcome {
  /** Cut the connection before or after the request was carried out. */
  reset?: 'before' | 'after';
  error?: ArmError;
  delaySeconds: number;
  /** List items to keep; undefined keeps all. */
  keep?: number;
}

export function acceptFaults(world: World, occurrence: FaultMatch, policy: Policy): AcceptOutcome {
  const outcome: AcceptOutcome = { delaySeconds: 0 };
  for (const effect of faultsFor(world.store, 'accept', occurrence)) {
    const error = errorOf(effect, policy, world.clock.now());
    if (error) outcome.error = error;
    if (effect.accept === 'reset') outcome.reset = effect.after === true ? 'after' : 'before';
    if (effect.accept === 'slow') outcome.delaySeconds += effect.seconds;
    if (effect.accept === 'partialList') outcome.keep = effect.keep;
    if (effect.accept === 'emptyList' || effect.accept === 'metricsMissing') outcome.keep = 0;
  }
  return outcome;
}

/** The answer with the items of its list that the rules leave; a partial list does not admit to being one. */
export function listFaults({ keep }: AcceptOutcome, response: ArmResponse): ArmResponse {
  if (keep === undefined || !isObject(response.body) || !Array.isArray(response.body.value)) return response;
  return { ...response, body: { value: response.body.value.slice(0, keep) } };
}

function errorOf(effect: AcceptEffect, policy: Policy, now: number): ArmError | undefined {
  if (effect.accept === 'error') {
    const { status, code, message, details, retryAfterSeconds } = effect;
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return new ArmError(status, code, message).with({ headers, ...(details && { details }) });
  }
  if (effect.accept === 'throttle') {
    const [draw] = policy.draws;
    const bucket = draw?.bucket ?? { burst: 0, perMinute: 0 };
    return providerThrottled(policy, {
      group: draw?.group ?? 'Requests',
      bucket,
      wait: effect.retryAfterSeconds,
      now,
    });
  }
  return effect.accept === 'quota' ? quotaExceeded({ limit: 10, used: 10, requested: 1 }) : undefined;
}
