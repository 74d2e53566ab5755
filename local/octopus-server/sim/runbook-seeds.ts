import { notFound, validationFailed } from '../errors.ts';
import type { Runbook, RunbookSnapshot } from '../runbook-model.ts';
import { slugOf } from '../rules/registration.ts';
import type { World } from '../world.ts';

/** A runbook of a project, of which nothing is published yet. */
export function addRunbook(world: World, seed: Partial<Runbook>): Runbook {
  const { Name, ProjectId = '' } = seed;
  if (!Name) throw validationFailed('Name is required.');
  const project = world.store.get('projects', ProjectId);
  if (!project) throw notFound(ProjectId);
  const runbook: Runbook = {
    ...{ Slug: slugOf(Name), PublishedRunbookSnapshotId: null },
    ...seed,
    ...{ Id: seed.Id ?? world.store.newId('runbooks'), SpaceId: project.SpaceId, Name, ProjectId },
  };
  world.store.put('runbooks', runbook);
  return runbook;
}

/** Publishes a runbook as it is. */
export function publishRunbook(world: World, seed: Partial<RunbookSnapshot>): RunbookSnapshot {
  const runbook = world.store.get('runbooks', seed.RunbookId ?? '');
  if (!runbook) throw notFound(seed.RunbookId ?? 'runbook');
  const { Id: RunbookId, SpaceId, ProjectId } = runbook;
  const Id = seed.Id ?? world.store.newId('runbooksnapshots');
  const snapshot: RunbookSnapshot = {
    ...{ Name: `Snapshot ${Id.split('-')[1] ?? ''}`, Assembled: world.now },
    ...seed,
    ...{ Id, RunbookId, SpaceId, ProjectId },
  };
  world.store.put('runbooksnapshots', snapshot);
  world.store.put('runbooks', { ...runbook, PublishedRunbookSnapshotId: Id });
  return snapshot;
}
