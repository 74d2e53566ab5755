import { app, type HttpMethod } from '@azure/functions';
import * as df from 'durable-functions';
import { careForFleet } from '../orchestrators/care-for-fleet.ts';
import { type Activities, type ActivityName, CARE_FOR_FLEET } from '../shared/contracts/activities.ts';
import { type Activity, answering } from './activities/answering.ts';
import { beginHealthCheck, readHealthCheck } from './activities/check-health.ts';
import { closeReaction } from './activities/close-reaction.ts';
import { followDeployments } from './activities/follow-deployments.ts';
import { letGoOfFormer, lookAtFormerMembers } from './activities/former-members.ts';
import { addHints, collectHints } from './activities/hints.ts';
import { lookAtScaleSet } from './activities/look-at-scale-set.ts';
import { openReaction } from './activities/open-reaction.ts';
import { planDeployments } from './activities/plan-deployments.ts';
import { pruneTargets } from './activities/prune-targets.ts';
import { registerTargets } from './activities/register-targets.ts';
import { requestDeployments } from './activities/request-deployments.ts';
import { beginChange, pollChange } from './activities/rollout/change.ts';
import { decideTurn } from './activities/rollout/decide-turn.ts';
import { measureGate } from './activities/rollout/measure-gate.ts';
import { observeUnit } from './activities/rollout/observe-unit.ts';
import { syncTargets } from './activities/sync-targets.ts';
import { tellWait } from './activities/tell-wait.ts';
import type { Dependencies } from './dependencies.ts';
import { scaleEvents } from './events/scale-events.ts';
import { deleteFleet } from './http/delete-fleet.ts';
import { postScaleEvent } from './http/post-scale-event.ts';
import { putFleet } from './http/put-fleet.ts';
import {
  getFleet,
  getReaction,
  listFleets,
  listInstances,
  listQuarantined,
  listReactions,
  readTimeline,
} from './http/read-fleets.ts';
import { reconcileFleet } from './http/reconcile-fleet.ts';
import { commandRollout } from './http/rollouts/command-rollout.ts';
import { getRollout, listRollouts, readRolloutTimeline } from './http/rollouts/read-rollouts.ts';
import { planOnly, startRollout } from './http/rollouts/start-rollout.ts';
import { reconcileFleets } from './timers/reconcile-fleets.ts';

const ACTIVITIES: { [N in ActivityName]: Activity<N> } = {
  collectHints,
  tellWait,
  addHints,
  openReaction,
  lookAtScaleSet,
  syncTargets,
  registerTargets,
  beginHealthCheck,
  readHealthCheck,
  pruneTargets,
  lookAtFormerMembers,
  letGoOfFormer,
  planDeployments,
  requestDeployments,
  followDeployments,
  closeReaction,
  decideTurn,
  beginChange,
  pollChange,
  observeUnit,
  measureGate,
};

let isSetUp = false;

/**
 * Without streaming the Functions host hands over a body that is sent in chunks as an empty one (docs/decisions/0012).
 * Once in a process: the package takes no setup after its start, and tests start the app again and again.
 */
function setUpOnce(): void {
  if (!isSetUp) app.setup({ enableHttpStream: true });
  isSetUp = true;
}

/** Registers everything with whichever host is loading; the same on Azure and on one machine. */
export function registerApp(deps: Dependencies): void {
  setUpOnce();
  df.app.orchestration(CARE_FOR_FLEET, careForFleet);
  for (const name of Object.keys(ACTIVITIES) as ActivityName[]) registerActivity(deps, name);
  registerDoors(deps);
  registerApi(deps);
  registerRollouts(deps);
}

function registerActivity<N extends ActivityName>(deps: Dependencies, name: N): void {
  const activity: Activity<N> = ACTIVITIES[name];
  df.app.activity(name, {
    handler: (input: Activities[N]['input']) => answering(() => activity(deps, input)),
  });
}

function registerDoors(deps: Dependencies): void {
  const extraInputs = [df.input.durableClient()];
  app.eventGrid('scaleEvents', { handler: scaleEvents(deps), extraInputs });
  app.timer('reconcileFleets', {
    schedule: deps.reconcileSchedule,
    handler: reconcileFleets(deps),
    extraInputs,
  });
  // OPTIONS is how a subscription that was pointed at the wrong door asks.
  const methods: HttpMethod[] = ['POST', 'OPTIONS'];
  app.http('postScaleEvent', {
    ...post('scale-events'),
    ...{ methods, handler: postScaleEvent(deps), extraInputs },
  });
}

function registerApi(deps: Dependencies): void {
  const extraInputs = [df.input.durableClient()];
  app.http('putFleet', { ...route('PUT', 'fleets/{fleet}'), handler: putFleet(deps), extraInputs });
  app.http('deleteFleet', { ...route('DELETE', 'fleets/{fleet}'), handler: deleteFleet(deps), extraInputs });
  app.http('reconcileFleet', {
    ...post('fleets/{fleet}/reconcile'),
    handler: reconcileFleet(deps),
    extraInputs,
  });
  app.http('listFleets', { ...get('fleets'), handler: listFleets(deps) });
  app.http('getFleet', { ...get('fleets/{fleet}'), handler: getFleet(deps) });
  app.http('listInstances', { ...get('fleets/{fleet}/instances'), handler: listInstances(deps) });
  app.http('readTimeline', { ...get('fleets/{fleet}/timeline'), handler: readTimeline(deps) });
  app.http('listReactions', { ...get('fleets/{fleet}/reactions'), handler: listReactions(deps) });
  app.http('getReaction', { ...get('fleets/{fleet}/reactions/{reaction}'), handler: getReaction(deps) });
  app.http('listQuarantined', { ...get('events/quarantined'), handler: listQuarantined(deps) });
}

function registerRollouts(deps: Dependencies): void {
  const extraInputs = [df.input.durableClient()];
  app.http('planRollout', { ...post('rollouts/plan'), handler: planOnly(deps) });
  app.http('startRollout', { ...post('rollouts'), handler: startRollout(deps), extraInputs });
  app.http('listRollouts', { ...get('rollouts'), handler: listRollouts(deps) });
  app.http('getRollout', { ...get('rollouts/{rollout}'), handler: getRollout(deps) });
  app.http('readRolloutTimeline', {
    ...get('rollouts/{rollout}/timeline'),
    handler: readRolloutTimeline(deps),
  });
  app.http('commandRollout', {
    ...post('rollouts/{rollout}/{command}'),
    handler: commandRollout(deps),
    extraInputs,
  });
}

function route(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string) {
  return { methods: [method], route: path, authLevel: 'function' as const };
}

function get(path: string) {
  return route('GET', path);
}

function post(path: string) {
  return route('POST', path);
}
