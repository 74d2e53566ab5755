import { textAt } from '../json.ts';

const LEFT = 'x-ms-ratelimit-remaining-resource';
/** Of machines that are written in batches, or wait in a queue. */
const OF_MACHINES = /\/(VMScaleSetBatchedVMRequestsSubscriptionMaximum|VmssQueuedVMOperations);/;

/** The headers as the answer has them: a Flexible set does not write its machines itself, so it tells of no limits on that. */
export function toldLimits(headers: Record<string, string>, body: unknown): Record<string, string> {
  const told = headers[LEFT];
  if (told === undefined || textAt(body, 'properties', 'orchestrationMode') !== 'Flexible') return headers;
  const kept = told.split(',').filter((limit) => !OF_MACHINES.test(limit));
  return { ...headers, [LEFT]: kept.join(',') };
}
