import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { careForFleet } from '../orchestrators/care-for-fleet.ts';
import { type Activities, type ActivityName, CARE_FOR_FLEET } from '../shared/contracts/activities.ts';
import { guarded, keyLevel } from './access/guard.ts';
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
import { knowingQuery } from './http/known-query.ts';
import { HANDLERS } from './http/handlers.ts';
import { OPERATION_IDS, type OperationId, OPERATIONS } from './http/operations/index.ts';
import { revalidating } from './http/preconditions.ts';
import { servePages } from './pages/serve-pages.ts';
import { door } from './telemetry/door.ts';
import { traced } from './telemetry/trace-activity.ts';
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
  for (const id of OPERATION_IDS) registerOperation(deps, id);
  // Its files say nothing of anybody's fleets; what they show they ask of the API.
  app.http('dashboard', {
    ...{ methods: ['GET'], route: 'ui/{*path}', authLevel: 'anonymous', handler: servePages(deps.pages) },
  });
}

function registerActivity<N extends ActivityName>(deps: Dependencies, name: N): void {
  const activity: Activity<N> = ACTIVITIES[name];
  df.app.activity(name, {
    handler: (input: Activities[N]['input']) =>
      traced(
        deps,
        { name, input },
        () => answering(() => activity(deps, input)) as Promise<Activities[N]['output']>,
      ),
  });
}

function registerDoors(deps: Dependencies): void {
  const extraInputs = [df.input.durableClient()];
  app.eventGrid('scaleEvents', { handler: door('scaleEvents', scaleEvents(deps)), extraInputs });
  app.timer('reconcileFleets', {
    schedule: deps.reconcileSchedule,
    handler: door('reconcileFleets', reconcileFleets(deps)),
    extraInputs,
  });
}

function registerOperation(deps: Dependencies, id: OperationId): void {
  const operation = OPERATIONS[id];
  const { method, route, tells = false } = operation;
  const handler = knowingQuery(operation, HANDLERS[id](deps));
  app.http(id, {
    ...{ methods: [method], route: `api/${route}`, authLevel: keyLevel(deps.access, operation) },
    handler: door(id, guarded(deps.access, operation, method === 'GET' ? revalidating(handler) : handler)),
    ...(tells ? { extraInputs: [df.input.durableClient()] } : {}),
  });
}
