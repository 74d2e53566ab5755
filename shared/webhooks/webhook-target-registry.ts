import { conflict } from '../contracts/problem.ts';
import { secondsOf } from '../contracts/rollout/duration.ts';
import { endpointsOf } from '../contracts/webhook-registry.ts';
import type { Secrets } from '../ports/rollout.ts';
import type {
  Flaw,
  MarkedFleet,
  NewTarget,
  PlainEndpoints,
  ResolvedTargeting,
  Target,
  TargetRegistry,
} from '../ports/target-registry.ts';
import type { IsForbidden } from '../probes/forbidden-addresses.ts';
import { DeregisterAnswer, RegisterAnswer, type ShownTarget, TargetsAnswer } from './protocol.ts';
import type { WebhookClient } from './webhook-client.ts';
import { hasCode, secretMissing } from './webhook-errors.ts';
import { pagesOf } from './webhook-pages.ts';

/** All that is deployed to a fleet's machines goes by one name. */
export const APPLICATION = 'application';

interface Means {
  secrets: Secrets;
  isForbidden: IsForbidden;
}

/** A fleet's endpoints as the place where machines are registered. */
export function webhookTargetRegistry(client: WebhookClient, means: Means): TargetRegistry {
  return {
    flaws: async ({ webhooks }) => flawsOf(means, webhooks),
    resolve: async (marked) => resolved(means, marked),
    list: async (scope) => (await listTargets(client, endpointsIn(scope))).map(toTarget),
    register: async (scope, target) => register(client, endpointsIn(scope), target),
    refresh: async (scope, machineId) => {
      const [target] = await listTargets(client, endpointsIn(scope), [machineId]);
      return target && toTarget(target);
    },
    // Whose a target is, is said once and for all when it is registered; what is another's is never listed.
    addRole: () => Promise.resolve(),
    setUp: () => Promise.resolve({ projects: [] }),
    deregister: async (scope, target) => {
      const endpoints = endpointsIn(scope);
      const { owner } = endpoints;
      const once = `deregister:${owner}:${target}`;
      const question = { owner, key: once, target };
      try {
        const call = { endpoint: 'deregister' as const, question, once, answer: DeregisterAnswer };
        const { removed } = await client.send(endpoints, call);
        return removed ? 'removed' : 'absent';
      } catch (error) {
        if (hasCode(error, ['webhookNotFound'])) return 'absent';
        throw error;
      }
    },
  };
}

/** The router gives nobody else's scope. */
export function endpointsIn({ endpoints }: ResolvedTargeting): PlainEndpoints {
  if (!endpoints) throw new Error('the fleet has no endpoints');
  return endpoints;
}

async function flawsOf(
  { secrets, isForbidden }: Means,
  registry: MarkedFleet['fleet']['webhooks'],
): Promise<Flaw[]> {
  if (!registry) return [];
  const { secret } = registry.signWith;
  const isThere = (await secrets.get(secret)) !== undefined;
  const missing = isThere ? [] : [{ path: 'webhooks.signWith.secret', message: sayMissing(secret) }];
  const forbidden = endpointsOf(registry).flatMap(([name, url]) => {
    const host = (URL.parse(url)?.hostname ?? '').replace(/^\[|\]$/g, '');
    if (!isForbidden(host)) return [];
    return [{ path: `webhooks.${name}`, message: `${host} is an address that may not be asked` }];
  });
  return [...missing, ...forbidden];
}

function sayMissing(secret: string): string {
  const { message, nextStep } = secretMissing(secret).problem;
  return `${message} ${nextStep}`;
}

/** No call: names mean nothing to plain endpoints. */
async function resolved({ secrets }: Means, { name, mark, fleet }: MarkedFleet): Promise<ResolvedTargeting> {
  const { webhooks } = fleet;
  if (!webhooks) throw new Error(`fleet ${name} has no webhooks`);
  const { register, deregister, targets, health, deployments, signWith, timeout } = webhooks;
  if ((await secrets.get(signWith.secret)) === undefined) throw secretMissing(signWith.secret);
  const { release = '', ...asked } = deployments ?? {};
  const application = { projectId: APPLICATION, projectName: name, release };
  return {
    endpoints: {
      ...{ owner: mark, register, deregister, targets, health, ...asked },
      ...{ signWith: signWith.secret, timeoutSeconds: secondsOf(timeout) },
    },
    ...{ server: '', spaceId: '', environmentId: '', tenantIds: [] },
    // The newest that there is, is what the receiver says the machines are to have.
    projects: deployments
      ? [{ ...application, ...(release === 'latest' ? { alwaysLatest: true } : {}) }]
      : [],
  };
}

/** What a page of the receiver's may hold. */
const ASKED_AT_ONCE = 500;

/** All of the owner, or those of the ids; what carries another's name is never taken for ours (rule 15). */
export async function listTargets(
  client: WebhookClient,
  endpoints: PlainEndpoints,
  only?: string[],
): Promise<ShownTarget[]> {
  const { owner } = endpoints;
  const found = new Map<string, ShownTarget>();
  const parts = only ? inParts([...new Set(only)]) : [undefined];
  for (const part of parts) {
    const question = { owner, ...(part ? { only: part } : {}) };
    const call = { endpoint: 'targets' as const, question, answer: TargetsAnswer };
    for await (const { targets } of pagesOf(client, endpoints, call)) {
      const own = targets.filter((target) => target.owner === owner);
      own.forEach((target) => found.set(target.id, target));
    }
  }
  const asked = only && new Set(only);
  return [...found.values()].filter(({ id }) => asked?.has(id) ?? true);
}

/** In parts that go on one page; of nobody there is no part. */
export function inParts(ids: string[]): string[][] {
  const starts = Array.from({ length: Math.ceil(ids.length / ASKED_AT_ONCE) }, (_, n) => n * ASKED_AT_ONCE);
  return starts.map((start) => ids.slice(start, start + ASKED_AT_ONCE));
}

/** One call. The same machine is the same target, however often it is registered. */
async function register(
  client: WebhookClient,
  endpoints: PlainEndpoints,
  { name, host, mark, machine }: NewTarget,
): Promise<Target> {
  const { vmId, computerName, name: instance, resourceId } = machine;
  const once = `register:${mark}:${vmId}`;
  const question = {
    ...{ owner: mark, key: once },
    machine: { vmId, name, address: host, computerName, instance, resourceId },
  };
  const call = { endpoint: 'register' as const, question, once, answer: RegisterAnswer };
  const { target } = await client.send(endpoints, call);
  if (target.owner === mark && isSameMachine(target.vmId, vmId)) return toTarget(target);
  throw conflict(
    'webhookTargetOther',
    `The receiver registered ${name} as ${target.id}, which stands for another machine or another owner.`,
    'Let it answer with the target of the machine that it was told of.',
  );
}

function isSameMachine(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const HEALTH = { healthy: 'Healthy', unhealthy: 'Unhealthy', unknown: 'Unknown' };

/** What a machine proves itself by elsewhere, a certificate, is here its vmId (rule 3). */
function toTarget({ id, name, owner, vmId, health, disabled = false, busy = false }: ShownTarget): Target {
  return {
    ...{ machineId: id, name, roles: [owner], environmentIds: [], thumbprint: vmId.toLowerCase() },
    ...{ healthStatus: HEALTH[health], isDisabled: disabled },
    ...(busy ? { isInProcess: true } : {}),
  };
}
