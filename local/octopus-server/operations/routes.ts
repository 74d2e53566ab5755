import type { Routes } from '../server/router.ts';
import { CATALOG_ROUTES } from './catalog.ts';
import { DEPLOYMENT_ROUTES } from './deployments.ts';
import { EVENT_ROUTES } from './events.ts';
import { FREEZE_ROUTES } from './freezes.ts';
import { INTERRUPTION_ROUTES } from './interruptions.ts';
import { MACHINE_ROUTES } from './machines.ts';
import { RELEASE_ROUTES } from './releases.ts';
import { ROOT_ROUTES } from './root.ts';
import { RUNBOOK_ROUTES } from './runbooks.ts';
import { TASK_ROUTES } from './tasks.ts';
import { TOKEN_ROUTES } from './token-exchange.ts';
import { WORKER_ROUTES } from './workers.ts';

/** Every simulated operation of the REST API. */
export const ROUTES: Routes = {
  ...ROOT_ROUTES,
  ...CATALOG_ROUTES,
  ...MACHINE_ROUTES,
  ...WORKER_ROUTES,
  ...TASK_ROUTES,
  ...DEPLOYMENT_ROUTES,
  ...FREEZE_ROUTES,
  ...RELEASE_ROUTES,
  ...EVENT_ROUTES,
  ...INTERRUPTION_ROUTES,
  ...TOKEN_ROUTES,
  ...RUNBOOK_ROUTES,
};
