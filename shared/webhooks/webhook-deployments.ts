import { invalid, type Problem, ProblemError } from '../contracts/problem.ts';
import {
  type DeploymentRequest,
  type Deployments,
  type ObservedDeployment,
  OUR_MARK,
  type Reach,
  type Requested,
  type TaskState,
  type Trace,
} from '../ports/deployments.ts';
import type { PlainEndpoints } from '../ports/target-registry.ts';
import { DeployAnswer, HealthAnswer, type ShownDeployment, StatusAnswer } from './protocol.ts';
import type { WebhookClient } from './webhook-client.ts';
import { pagesOf } from './webhook-pages.ts';
import { endpointsIn, inParts, listTargets } from './webhook-target-registry.ts';

const NEWEST = 100;
/** 2,000 deployments further back; it is asked once for a machine. */
const MOST_EARLIER = 20;

/** Answers by which a receiver says: not as things stand. Nothing was made, and a person or time must change something. */
const REFUSALS = ['webhookRejected', 'webhookForbidden', 'webhookNotFound', 'webhookConflict'];

/** A check that was begun is over at once: what came of it, the targets say. */
const CHECK = 'check:';

/** A fleet's endpoints as what checks the health of machines and deploys to them. `now`: milliseconds since the epoch. */
export function webhookDeployments(client: WebhookClient, now: () => number): Deployments {
  const of = (scope: Parameters<Deployments['recent']>[0]) => new Asking(client, endpointsIn(scope));
  const pinned = (version: string) => ({ releaseId: version, version });
  return {
    recent: async (scope) => (await of(scope).newest(NEWEST)).deployments.map(of(scope).observed),
    earlier: async (scope, { since }) => of(scope).earlier(since),
    // A fleet of plain endpoints names a version, or leaves it to the receiver; nobody goes by what was deployed in full.
    latestFullSuccess: () => Promise.resolve(undefined),
    fullDeploymentOf: () => Promise.resolve(undefined),
    releasesLike: async (scope) => {
      const { release } = await of(scope).newest(0);
      return release ? [{ ...pinned(release.version), assembled: release.since ?? '' }] : [];
    },
    release: (_scope, releaseId) => Promise.resolve(pinned(releaseId)),
    releaseOfVersion: (_scope, _project, version) => Promise.resolve(pinned(version)),
    request: async (scope, request) => {
      refuseNoMachines(request.machineIds);
      return of(scope).deploy(request);
    },
    find: async (scope, trace) => of(scope).find(trace),
    reach: async (scope, ids) => (await of(scope).deployments(ids)).map(toReach),
    enabled: async (scope, ids) => {
      const targets = await listTargets(client, endpointsIn(scope), ids);
      const enabled = targets.filter(({ disabled = false }) => !disabled);
      return enabled.map(({ id, vmId }) => ({ machineId: id, thumbprint: vmId.toLowerCase() }));
    },
    beginHealthCheck: async (scope, machineIds) => {
      refuseNoMachines(machineIds);
      await of(scope).check(machineIds);
      return { taskId: `${CHECK}${new Date(now()).toISOString()}` };
    },
    tasks: async (scope, ids) => {
      const checks = ids.filter((id) => id.startsWith(CHECK));
      const deployments = await of(scope).deployments(ids.filter((id) => !checks.includes(id)));
      return [...checks.map(checkOver), ...deployments.map(toTask)];
    },
    // The protocol has no word for it: whoever set deploy.cancelAfterMinutes is told that it runs on.
    cancel: (_scope, taskId) => Promise.resolve({ refused: notCancelled(taskId) }),
  };
}

function refuseNoMachines(machineIds: string[]): void {
  if (machineIds.length > 0 && machineIds.every((id) => id.trim() !== '')) return;
  throw invalid('noMachines', 'No machines are named.', 'Name at least one machine.');
}

function takenAway(): Problem {
  const message = 'The fleet’s webhooks have no deployments any more.';
  const nextStep = 'Nothing to do, unless they are to have some: then name them in the fleet.';
  return { kind: 'Permanent', code: 'webhookDeploymentsGone', message, nextStep };
}

function notCancelled(deployment: string): Problem {
  const message = `Plain endpoints are not asked to cancel ${deployment}.`;
  const nextStep = 'Cancel it at the receiver.';
  return { kind: 'Permanent', code: 'webhookNoCancel', message, nextStep };
}

/** What is asked of one fleet's endpoints. */
class Asking {
  readonly #client: WebhookClient;
  readonly #endpoints: PlainEndpoints;

  constructor(client: WebhookClient, endpoints: PlainEndpoints) {
    this.#client = client;
    this.#endpoints = endpoints;
  }

  newest(limit: number) {
    return this.#status({ limit });
  }

  /** None for no ids, without a call; nor for a fleet whose deployments were taken away while some ran. */
  async deployments(ids: string[]): Promise<ShownDeployment[]> {
    const found: ShownDeployment[] = [];
    if (this.#endpoints.status === undefined) return found;
    for (const deployments of inParts([...new Set(ids)])) {
      const status = await this.#status({ deployments, limit: deployments.length });
      found.push(...status.deployments.filter(({ id }) => deployments.includes(id)));
    }
    return found;
  }

  async earlier(since: string): Promise<ObservedDeployment[]> {
    const found: ShownDeployment[] = [];
    const { owner } = this.#endpoints;
    const call = { endpoint: 'status' as const, question: { owner, limit: NEWEST }, answer: StatusAnswer };
    let pages = 0;
    for await (const { deployments } of pagesOf(this.#client, this.#endpoints, call)) {
      // The first page is what is known already.
      if (pages > 0) found.push(...deployments);
      const oldest = deployments.at(-1)?.createdAt;
      if (pages++ >= MOST_EARLIER || (oldest && Date.parse(oldest) < Date.parse(since))) break;
    }
    return found.map(this.observed);
  }

  /** By its key: whatever became of the answer, the request that it was made by is known by that. */
  async find({ marker }: Trace): Promise<{ deploymentId: string; taskId: string } | undefined> {
    if (this.#endpoints.status === undefined) return undefined;
    const key = this.#keyOf(marker);
    const { deployments } = await this.#status({ key, limit: 1 });
    const found = deployments.find((each) => each.key === key);
    return found && { deploymentId: found.id, taskId: found.id };
  }

  async deploy({ marker, version, machineIds, comments }: DeploymentRequest): Promise<Requested> {
    const { owner, deploy } = this.#endpoints;
    if (deploy === undefined) return { refused: takenAway() };
    const targets = [...new Set(machineIds)];
    const once = this.#keyOf(marker);
    const question = { owner, key: once, release: version, targets, reason: comments };
    try {
      const call = { endpoint: 'deploy' as const, question, once, answer: DeployAnswer };
      const { deployment } = await this.#client.send(this.#endpoints, call);
      return { deploymentId: deployment, taskId: deployment };
    } catch (error) {
      if (error instanceof ProblemError && REFUSALS.includes(error.problem.code))
        return { refused: error.problem };
      throw error;
    }
  }

  async check(targets: string[]): Promise<void> {
    const { owner } = this.#endpoints;
    for (const part of inParts([...new Set(targets)])) {
      const question = { owner, targets: part };
      await this.#client.send(this.#endpoints, { endpoint: 'health', question, answer: HealthAnswer });
    }
  }

  readonly observed = (shown: ShownDeployment): ObservedDeployment => ({
    ...{ deploymentId: shown.id, taskId: shown.id, releaseId: shown.release, channelId: '' },
    ...{ specificMachineIds: shown.targets, deployedToMachineIds: shown.reached },
    ...{ created: shown.createdAt, state: STATES[shown.state], comments: shown.key ?? '' },
    ...{ failureEncountered: shown.state === 'failed', hasPendingInterruptions: false },
    isOurs: shown.key?.startsWith(this.#keyOf('')) ?? false,
    ...(shown.startedAt === undefined ? {} : { ranAt: shown.startedAt }),
  });

  /** Of the fleet and the planned deployment, which is of one release to certain machines; a later attempt is another one. */
  #keyOf(marker: string): string {
    const planned = marker.replace(OUR_MARK, '').replace(/\]$/, '');
    return `deploy:${this.#endpoints.owner}:${planned.replaceAll(/[^!-~]/g, '_')}`;
  }

  #status(asked: { limit: number; key?: string; deployments?: string[] }) {
    const question = { owner: this.#endpoints.owner, ...asked };
    return this.#client.send(this.#endpoints, { endpoint: 'status', question, answer: StatusAnswer });
  }
}

const STATES = {
  ...{ queued: 'Queued', running: 'Executing', succeeded: 'Success' },
  ...{ failed: 'Failed', cancelled: 'Canceled' },
};

function toReach({ id, reached, state }: ShownDeployment): Reach {
  return { deploymentId: id, deployedToMachineIds: reached, failureEncountered: state === 'failed' };
}

function toTask({ id, state, message = '', startedAt }: ShownDeployment): TaskState {
  return {
    ...{ taskId: id, state: STATES[state], succeeded: state === 'succeeded', errorMessage: message },
    ...{ isCompleted: state !== 'queued' && state !== 'running', hasPendingInterruptions: false },
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}

function checkOver(taskId: string): TaskState {
  const over = { isCompleted: true, succeeded: true, hasPendingInterruptions: false, errorMessage: '' };
  return { taskId, state: STATES.succeeded, ...over };
}
