import { restorePoller } from '@azure/arm-compute';
import { permanent, type Problem } from '../../contracts/problem.ts';
import { fitToShow } from '../../wire/fit-to-show.ts';
import { armCall } from '../arm-call.ts';
import type { ArmClients } from '../arm-clients.ts';
import { verdictOnCode } from '../arm-errors.ts';
import { unlessAbsent } from '../unless-absent.ts';

/** Where a long-running operation of the compute service is asked after; plain data, without what was sent. */
export interface Operation {
  method: string;
  url: string;
  location: string;
  mode: string;
}

/** The part of the SDK's pollers that is needed to hand an operation on. */
interface Poller {
  submitted(): Promise<void>;
  serialize(): Promise<string>;
}

interface Serialized {
  state: {
    status: string;
    config: {
      requestMethod?: string;
      initialRequestUrl?: string;
      operationLocation?: string;
      metadata?: { mode?: string };
    };
  };
}

export interface Begun {
  /** Absent when it was over at once. */
  operation?: Operation;
  pollAfterSeconds: number;
}

/** More often than this, a scale set's limits do not allow (12 reads a minute). */
const LEAST_SECONDS = 10;
/** One that asks for longer is asked earlier: recorded waits of a minute are common, and cost as much of every step. */
const MOST_SECONDS = 60;

/** Sends the request that begins an operation, and does not wait for its end. */
export async function beginOperation(start: () => Poller): Promise<Begun> {
  const { value, budget } = await armCall(async () => {
    const poller = start();
    await poller.submitted();
    return JSON.parse(await poller.serialize()) as Serialized;
  });
  const { status, config } = value.state;
  const { requestMethod, initialRequestUrl, operationLocation, metadata } = config;
  const pollAfterSeconds = pollAfter(budget.retryAfterSeconds);
  if (status !== 'running' || !requestMethod || !initialRequestUrl || !operationLocation)
    return { pollAfterSeconds };
  const operation = {
    method: requestMethod,
    url: initialRequestUrl,
    location: operationLocation,
    mode: metadata?.mode ?? 'OperationLocation',
  };
  return { operation, pollAfterSeconds };
}

export type OperationState =
  | { state: 'running'; pollAfterSeconds: number }
  /** That it says so; what came of it is to be read. Also when ARM has forgotten it. */
  | { state: 'over' }
  | { state: 'failed'; problem: Problem };

/** How an operation is getting on. One call. */
export async function askOperation(
  { compute }: ArmClients,
  { method, url, location, mode }: Operation,
): Promise<OperationState> {
  const config = {
    requestMethod: method,
    initialRequestUrl: url,
    operationLocation: location,
    metadata: { mode },
  };
  const restored = JSON.stringify({ state: { status: 'running', config } });
  const { value, budget } = await armCall(async () => {
    const poller = restorePoller(compute, restored, compute.virtualMachineScaleSets.createOrUpdate, {
      processResponseBody: () => Promise.resolve(undefined as never),
    });
    try {
      return (await unlessAbsent(() => poller.poll()))?.status ?? 'succeeded';
    } catch (error) {
      return failureOf(error);
    }
  });
  if (typeof value !== 'string') return { state: 'failed', problem: value };
  return value === 'running'
    ? { state: 'running', pollAfterSeconds: pollAfter(budget.retryAfterSeconds) }
    : { state: 'over' };
}

export function pollAfter(asked: number | undefined): number {
  return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, asked ?? 0));
}

/** The SDK tells of an operation that failed in a sentence: `… has failed. AllocationFailed. Allocation failed. …`. */
const FAILED = /^The long-running operation has failed(?:\. ([\w.]+?)\. ([^]*))?$/;

function failureOf(error: unknown): Problem {
  if (!(error instanceof Error)) throw error;
  const said = FAILED.exec(error.message);
  if (!said && error.message !== 'Operation was canceled') throw error;
  return failedOperation({ code: said?.[1] ?? 'Canceled', message: said?.[2] ?? error.message });
}

/** What ARM said of an operation that failed, as a problem: it is over for good. */
export function failedOperation(error: { code: string; message: string }): Problem {
  const { code, nextStep } = verdictOnCode(error) ?? {
    code: 'azureOperationFailed',
    nextStep: 'See what Azure says about it; then retry or roll back.',
  };
  return permanent(code, `Azure could not do it: ${error.code}: ${fitToShow(error.message)}`, nextStep)
    .problem;
}
