import type * as z from 'zod';
import type { ListedRelease } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { orAbsent } from './octopus-errors.ts';
import { Deployment, Published, RunbookRun, RunbookSnapshot } from './octopus-schemas.ts';

/**
 * To the fleets a runbook is one more project whose releases are its published snapshots, and a run of it a deployment.
 * Octopus's ids say what they are of.
 */
export function isRunbook(projectId: string): boolean {
  return projectId.startsWith('Runbooks-');
}

export function isSnapshot(releaseId: string): boolean {
  return releaseId.startsWith('RunbookSnapshots-');
}

/** Where deployments of a project, or runs of a runbook, are, and how they are read. */
export function madeOf(projectId: string): { kind: string; filter: string; item: z.ZodType<Deployment> } {
  return isRunbook(projectId)
    ? { kind: 'runbookRuns', filter: 'runbooks', item: RunbookRun }
    : { kind: 'deployments', filter: 'projects', item: Deployment };
}

/** The snapshot that is published now, if any. Two calls. */
export async function publishedSnapshot(
  client: OctopusClient,
  { spaceId }: ResolvedTargeting,
  runbookId: string,
): Promise<ListedRelease[]> {
  const runbook = await orAbsent(client.send(Published, { path: apiPath(spaceId, 'runbooks', runbookId) }));
  const id = runbook?.PublishedRunbookSnapshotId;
  if (!id) return [];
  const found = await snapshotOf(client, spaceId, id);
  return found ? [found] : [];
}

export async function snapshotOf(
  client: OctopusClient,
  spaceId: string,
  id: string,
): Promise<ListedRelease | undefined> {
  const path = apiPath(spaceId, 'runbookSnapshots', id);
  const found = await orAbsent(client.send(RunbookSnapshot, { path }));
  return found && { releaseId: found.Id, version: found.Name, assembled: found.Assembled };
}

/** The fields by which a run says what it is of, in place of a release. */
export function runOf(runbookId: string, snapshotId: string) {
  return { RunbookId: runbookId, RunbookSnapshotId: snapshotId };
}
