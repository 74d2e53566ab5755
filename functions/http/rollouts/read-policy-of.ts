import type { HttpRequest } from '@azure/functions';
import type { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';
import { fleetFacts } from '../../../shared/domain/rollout/fleet-facts.ts';
import type { Dependencies } from '../../dependencies.ts';
import { type Format, parseDocument } from '../../policies/parse-document.ts';
import { type PolicySource, readPolicy } from '../../policies/read-policy.ts';
import { PolicyRequest } from '../operations/bodies.ts';
import { NotInForm } from '../problem-details.ts';
import { inFormOf } from '../read-body.ts';
import { readDocument, type SentDocument } from '../read-document.ts';

/**
 * The policy in a request, in JSON or YAML: by itself, or as `policy` beside the values of its `parameters`. Throws 413, 415,
 * or 400 with every problem, its path and its place at once.
 */
export async function readPolicyOf(
  deps: Dependencies,
  request: HttpRequest,
): Promise<{ policy: RolloutPolicy; text: string }> {
  const sent = await readDocument(request);
  return { policy: await policyIn(deps, sent), text: sent.text };
}

/** The same for what was read already. */
export async function policyIn(
  { stores }: Dependencies,
  { text, format }: SentDocument,
): Promise<RolloutPolicy> {
  const factsOf = async (name: string) => {
    const named = await stores.fleets.get(name);
    return named && fleetFacts(named);
  };
  const read = await readPolicy({ ...sourceIn(text, format), factsOf });
  if (read.ok) return read.policy;
  throw new NotInForm('policy', read.errors);
}

function sourceIn(text: string, format: Format): Omit<PolicySource, 'factsOf'> {
  const parsed = parseDocument(text, format);
  if (!parsed.ok || !isObject(parsed.value) || !('policy' in parsed.value))
    return { document: { text, format } };
  const { policy, parameters: given } = inFormOf(PolicyRequest, parsed.value, 'request');
  // JSON is YAML too.
  const document = typeof policy === 'string' ? { text: policy, format: 'yaml' as const } : { value: policy };
  return { document, given };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
