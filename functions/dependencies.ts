import type { AccessMode } from '../shared/contracts/access.ts';
import type { Pages } from './pages/load-pages.ts';
import type { Deployments } from '../shared/ports/deployments.ts';
import type { Probes } from '../shared/ports/probes.ts';
import type { RolloutProviders, Secrets } from '../shared/ports/rollout.ts';
import type { ScaleSets } from '../shared/ports/scale-sets.ts';
import type { Stores } from '../shared/ports/stores.ts';
import type { TargetRegistry } from '../shared/ports/target-registry.ts';

/** All that the functions work with; made once, in the composition root. */
export interface Dependencies {
  /** Names this installation in the marks of its targets; no other one on the same Octopus server has it. */
  installation: string;
  access: AccessMode;
  /** The dashboard's built files; none where they were not built. */
  pages: Pages;
  stores: Stores;
  scaleSets: ScaleSets;
  registry: TargetRegistry;
  deployments: Deployments;
  rollouts: RolloutProviders;
  probes: Probes;
  secrets: Secrets;
  /** Where people find the Octopus servers, by the names that fleets use. */
  octopusServers: Record<string, string>;
  now(): Date;
  /** All metrics in the text form of Prometheus, where they are kept. */
  metricsText?: () => Promise<string>;
  /** NCRONTAB with seconds: when fleets are reconciled without any event. */
  reconcileSchedule: string;
  /** Within how many minutes each fleet has its turn, whatever the schedule. */
  reconcileMinutes: number;
}
