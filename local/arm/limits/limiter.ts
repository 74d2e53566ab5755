import { ArmError } from '../errors.ts';
import { armTime } from '../times.ts';
import type { Bucket, Policy } from './policies.ts';

/** One call as the limiter sees it. */
export interface Call {
  method: string;
  subscription: string;
  /** The resource whose own buckets it draws from, in lower case. */
  resource: string;
  now: number;
}

interface Level {
  tokens: number;
  at: number;
}

const FRONT_DOOR: Record<string, { name: string; local: Bucket; global: Bucket }> = {
  reads: {
    name: 'reads',
    local: { burst: 250, perMinute: 1_500 },
    global: { burst: 3_750, perMinute: 22_500 },
  },
  writes: {
    name: 'writes',
    local: { burst: 200, perMinute: 600 },
    global: { burst: 3_000, perMinute: 9_000 },
  },
  deletes: {
    name: 'deletes',
    local: { burst: 200, perMinute: 600 },
    global: { burst: 3_000, perMinute: 9_000 },
  },
};

/** Token buckets of the front door and of the providers; forgets them when the process ends, as nothing depends on them. */
export class Limiter {
  readonly #levels = new Map<string, Level>();

  /** Draws what the call costs and returns the headers that tell what is left; throws the 429 when a bucket is empty. */
  charge(call: Call, policy: Policy): Record<string, string> {
    const door = doorOf(call.method);
    const scope = `${call.subscription}/${door.name}`;
    const local = this.#draw({ name: scope, bucket: door.local, now: call.now });
    const global = this.#draw({ name: `${scope}/global`, bucket: door.global, now: call.now });
    if (!local.ok) throw subscriptionThrottled(call, local.wait);
    if (!global.ok) throw subscriptionThrottled(call, global.wait);
    return {
      [`x-ms-ratelimit-remaining-subscription-${door.name}`]: String(local.left),
      [`x-ms-ratelimit-remaining-subscription-global-${door.name}`]: String(global.left),
      ...this.#chargeProvider(call, policy),
    };
  }

  /** Draws one token per further VM that the call turned out to touch. */
  chargeVms(call: Call, policy: Policy, vms: number): void {
    if (vms === 0) return;
    for (const { group, bucket, perVm } of policy.draws)
      if (perVm) this.#draw({ name: `${call.subscription}/${group}`, bucket, now: call.now, amount: vms });
  }

  #chargeProvider(call: Call, policy: Policy): Record<string, string> {
    const left = policy.draws.map(({ group, perResource, bucket }) => {
      const scope = perResource ? call.resource : call.subscription;
      const drawn = this.#draw({ name: `${scope}/${group}`, bucket, now: call.now });
      if (!drawn.ok) throw providerThrottled(policy, { group, bucket, wait: drawn.wait, now: call.now });
      return `${policy.provider}/${group};${drawn.left}`;
    });
    if (policy.provider !== 'Microsoft.Compute' || left.length === 0) return {};
    if (policy.queues) left.push(`${policy.provider}/VmssQueuedVMOperations;0`);
    return { 'x-ms-ratelimit-remaining-resource': left.join(',') };
  }

  #draw({ name, bucket, now, amount = 1 }: { name: string; bucket: Bucket; now: number; amount?: number }): {
    ok: boolean;
    left: number;
    wait: number;
  } {
    const perMillisecond = bucket.perMinute / 60_000;
    const level = this.#levels.get(name) ?? { tokens: bucket.burst, at: now };
    const tokens = Math.min(bucket.burst, level.tokens + Math.max(0, now - level.at) * perMillisecond);
    const ok = tokens >= 1;
    const left = ok ? Math.max(0, tokens - amount) : tokens;
    this.#levels.set(name, { tokens: left, at: now });
    return {
      ok,
      left: Math.floor(left),
      wait: Math.max(1, Math.ceil((1 - tokens) / perMillisecond / 1_000)),
    };
  }
}

function doorOf(method: string): { name: string; local: Bucket; global: Bucket } {
  const name = method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
  const door = FRONT_DOOR[name];
  if (!door) throw new Error(`no front-door bucket for ${method}`);
  return door;
}

function subscriptionThrottled({ subscription, method }: Call, wait: number): ArmError {
  return new ArmError(
    429,
    'SubscriptionRequestsThrottled',
    `Number of requests for subscription '${subscription}' and operation '${method}/SUBSCRIPTIONS/PROVIDERS' exceeded the backend storage limit. Please try again after '${wait}' seconds.`,
  ).with({ headers: { 'retry-after': String(wait) } });
}

/** Also what a `throttle` fault answers. */
export function providerThrottled(
  policy: Policy,
  limit: { group: string; bucket: Bucket; wait: number; now: number },
): ArmError {
  const { group, bucket, wait, now } = limit;
  const headers = { 'retry-after': String(wait) };
  if (policy.provider === 'Microsoft.Network')
    return new ArmError(429, 'RetryableError', 'A retryable error occurred.').with({
      headers,
      details: [
        { code: 'RetryableErrorDueToTooManyRequests', message: 'Too many requests have been received.' },
      ],
    });
  const usage = {
    operationGroup: group,
    startTime: armTime(now - 60_000),
    endTime: armTime(now),
    allowedRequestCount: bucket.burst,
    measuredRequestCount: bucket.burst + 1,
  };
  return new ArmError(
    429,
    'OperationNotAllowed',
    'The server rejected the request because too many requests have been received for this subscription.',
  ).with({
    headers,
    details: [{ code: 'TooManyRequests', target: group, message: JSON.stringify(usage) }],
    innererror: { internalErrorCode: 'TooManyRequestsReceived' },
  });
}
