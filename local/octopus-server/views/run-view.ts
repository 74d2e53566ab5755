import type { Deployment } from '../model.ts';
import { deploymentView } from './deployment-view.ts';

const NOT_OF_RUNS = new Set(['ReleaseId', 'ChannelId', 'ForcePackageRedeployment', 'DeploymentProcessId']);

/** A run of a runbook as it is answered: of a snapshot, in place of a release. */
export function runView(run: Deployment): Record<string, unknown> {
  const shared = Object.entries(deploymentView(run)).filter(([name]) => !NOT_OF_RUNS.has(name));
  return {
    ...Object.fromEntries(shared),
    RunbookSnapshotId: run.ReleaseId,
    Links: { Self: `/api/${run.SpaceId}/runbookRuns/${run.Id}`, Task: `/api/tasks/${run.TaskId}` },
  };
}
