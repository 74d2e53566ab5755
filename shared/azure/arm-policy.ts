import type { ComputeManagementClient } from '@azure/arm-compute';
import { ProblemError } from '../contracts/problem.ts';
import { armSpan } from '../telemetry/calls.ts';
import { noteBudget } from './arm-call.ts';
import { azureTimeout, problemOfAnswer } from './arm-errors.ts';
import { budgetOf } from './arm-headers.ts';

export type ArmPipelinePolicy = Parameters<ComputeManagementClient['pipeline']['addPolicy']>[0];
type ArmRequest = Parameters<ArmPipelinePolicy['sendRequest']>[0];
type ArmNext = Parameters<ArmPipelinePolicy['sendRequest']>[1];

export interface ArmPolicyOptions {
  endpoint: string;
  timeoutSeconds: number;
  /** Sent as bearer token in place of a credential's. */
  localToken?: string;
}

/**
 * What every request to ARM, each page on its own, is held to: our own host only, a time-out, its rate limits noted,
 * and a `ProblemError` made from the status and body as they came. It must be the outermost policy, so that the token
 * policy has had its chance to answer a claims challenge before a 401 counts.
 */
export function armPolicy(options: ArmPolicyOptions): ArmPipelinePolicy {
  return {
    name: 'fleetConductorArmPolicy',
    async sendRequest(request, next) {
      refuseForeignHost(request.url, options.endpoint);
      if (options.localToken !== undefined)
        request.headers.set('authorization', `Bearer ${options.localToken}`);
      const answer = await armSpan(request, () => withDeadline(request, next, options.timeoutSeconds));
      const budget = budgetOf(answer.headers, Date.now());
      noteBudget(budget);
      if (answer.status >= 200 && answer.status < 300) return answer;
      const { retryAfterSeconds } = budget;
      throw problemOfAnswer({
        status: answer.status,
        body: answer.bodyAsText ?? '',
        asked: { method: request.method, url: request.url },
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      });
    },
  };
}

/** The link to the next page comes from outside, and our token would go wherever it points. */
function refuseForeignHost(url: string, endpoint: string): void {
  const asked = new URL(url);
  const ours = new URL(endpoint);
  const sameHost = asked.host === ours.host || asked.host.endsWith(`.${ours.host}`);
  if (sameHost && asked.protocol === ours.protocol) return;
  throw new ProblemError({
    kind: 'Permanent',
    code: 'azureForeignLink',
    message: `ARM's answer continues at ${asked.origin}, which is not the configured ${ours.origin}; the token is not sent there.`,
    nextStep: 'Check the configured ARM endpoint.',
  });
}

/**
 * Aborting alone is not enough: a decompressed body that stalls half-way does not end when its request is aborted.
 */
async function withDeadline(request: ArmRequest, next: ArmNext, seconds: number): ReturnType<ArmNext> {
  const abort = new AbortController();
  request.abortSignal = abort.signal;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(azureTimeout(seconds));
      abort.abort();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([next(request), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
