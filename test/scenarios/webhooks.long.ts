import { describe } from '@jest/globals';
import type { FaultEffect } from '../../local/webhook-receiver/faults.ts';
import { WEBHOOK_ENDPOINTS, webhookFaultScenario } from '../support/webhook-fault.ts';

const EFFECTS: FaultEffect[] = [
  { type: 'twice' },
  { type: 'hang' },
  { type: 'status', status: 503 },
  { type: 'status', status: 429, retryAfter: 20 },
];

describe.each(WEBHOOK_ENDPOINTS)('at %s', (endpoint) => {
  for (const effect of EFFECTS) webhookFaultScenario(endpoint, effect);
});
