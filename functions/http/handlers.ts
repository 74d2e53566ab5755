import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { deleteFleet } from './delete-fleet.ts';
import { explain } from './explain-instance.ts';
import { getCaller } from './get-caller.ts';
import { getHealth, getHealthDetails } from './get-health.ts';
import { getMetrics } from './get-metrics.ts';
import { getOpenApi, readApiPage } from './get-openapi.ts';
import { getSchema } from './get-schema.ts';
import { getSettings } from './get-settings.ts';
import { validate } from './validate.ts';
import { whatIf } from './what-if.ts';
import type { OperationId } from './operations/index.ts';
import { postScaleEvent, refuseHandshake } from './post-scale-event.ts';
import { putFleet } from './put-fleet.ts';
import {
  getFleet,
  getReaction,
  listFleets,
  listInstances,
  listQuarantined,
  listReactions,
  readTimeline,
} from './read-fleets.ts';
import { reconcileFleet } from './reconcile-fleet.ts';
import { commandRollout } from './rollouts/command-rollout.ts';
import { getRollout, listRollouts, readRolloutTimeline } from './rollouts/read-rollouts.ts';
import { planOnly, startRollout } from './rollouts/start-rollout.ts';

/** What carries each operation of the table out. */
export const HANDLERS: Record<OperationId, (deps: Dependencies) => Handler> = {
  ...{ listFleets, getFleet, putFleet, deleteFleet, reconcileFleet, listInstances, readTimeline },
  ...{ listReactions, getReaction, planRollout: planOnly, startRollout, listRollouts, getRollout },
  ...{ readRolloutTimeline, commandRollout, postScaleEvent, refuseHandshake, listQuarantined, getOpenApi },
  ...{
    getCaller,
    getSettings,
    getMetrics,
    getHealth,
    getHealthDetails,
    validate,
    getSchema,
    explain,
    readApiPage,
  },
  previewDeployments: whatIf,
};
