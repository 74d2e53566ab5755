import { validationFailed } from '../errors.ts';
import type { Deployment, Environment, Project, Tenant } from '../model.ts';
import type { Runbook, RunbookSnapshot } from '../runbook-model.ts';
import type { World } from '../world.ts';
import { record } from './audit.ts';
import { checkMachines, promptProblems, readChoices } from './create-deployment.ts';
import { Fields } from './fields.ts';
import { queueTask } from './tasks.ts';

interface Parts {
  runbook: Runbook;
  snapshot: RunbookSnapshot;
  environment: Environment;
  project: Project;
  tenant: Tenant | undefined;
}

/** Makes a run of a runbook and queues its task. Throws a 400 that lists what is wrong; then nothing was made. */
export function createRun(world: World, spaceId: string, body: unknown): Deployment {
  const fields = new Fields(body);
  const parts = resolveParts(world, spaceId, fields);
  const choices = readChoices(fields, parts);
  if (parts) fields.problems.push(...promptProblems(parts, choices));
  checkMachines(world, spaceId, { fields, choices });
  const timing = {
    queueTime: fields.instant('QueueTime'),
    queueTimeExpiry: fields.instant('QueueTimeExpiry'),
  };
  if (!parts || fields.problems.length > 0) throw validationFailed(...fields.problems);
  const { runbook, snapshot, environment, project, tenant } = parts;
  const Id = world.store.newId('runbookruns');
  const task = queueTask(world, {
    ...{ spaceId, name: 'RunbookRun', ...timing, arguments: { RunbookRunId: Id } },
    description: `Run ${runbook.Name} on ${environment.Name}`,
    deployment: {
      ...{ id: Id, projectId: project.Id, environmentId: environment.Id, runbookId: runbook.Id },
      tenantId: tenant?.Id ?? null,
    },
  });
  const run: Deployment = {
    ...choices,
    ...{ Id, SpaceId: spaceId, ReleaseId: snapshot.Id, RunbookId: runbook.Id, ChannelId: '' },
    ...{ EnvironmentId: environment.Id, ProjectId: project.Id, TenantId: tenant?.Id ?? null },
    ...{ Name: `Run ${runbook.Name}`, TaskId: task.Id, Created: world.now },
  };
  world.store.put('deployments', run);
  audit(world, run);
  return run;
}

function resolveParts(world: World, spaceId: string, fields: Fields): Parts | undefined {
  const look = <T extends { SpaceId: string }>(id: string, document: T | undefined): T | undefined => {
    if (document?.SpaceId === spaceId) return document;
    if (id !== '') fields.problems.push(`The resource '${id}' was not found.`);
    return undefined;
  };
  const { store } = world;
  const ids = {
    runbook: fields.required('RunbookId'),
    snapshot: fields.required('RunbookSnapshotId'),
    environment: fields.required('EnvironmentId'),
    tenant: fields.textOrNull('TenantId'),
  };
  const runbook = look(ids.runbook, store.get('runbooks', ids.runbook));
  const snapshot = look(ids.snapshot, store.get('runbooksnapshots', ids.snapshot));
  const environment = look(ids.environment, store.get('environments', ids.environment));
  const tenant = ids.tenant === null ? undefined : look(ids.tenant, store.get('tenants', ids.tenant));
  const project = runbook && store.get('projects', runbook.ProjectId);
  if (!runbook || !snapshot || !environment || !project) return undefined;
  if (snapshot.RunbookId !== runbook.Id)
    fields.problems.push(`${snapshot.Id} is no snapshot of ${runbook.Id}.`);
  return { runbook, snapshot, environment, project, tenant };
}

function audit(world: World, run: Deployment): void {
  const { Id, SpaceId, Name, ProjectId, EnvironmentId, ReleaseId, TaskId, SpecificMachineIds } = run;
  record(world, {
    ...{ category: 'RunbookRunQueued', spaceId: SpaceId, message: `RunbookRunQueued ${Name}`, by: 'api' },
    related: [Id, ProjectId, EnvironmentId, ReleaseId, TaskId, ...SpecificMachineIds],
    facts: {
      ...{ deploymentId: Id, projectId: ProjectId, environmentId: EnvironmentId, releaseId: ReleaseId },
      ...{ specificMachineIds: SpecificMachineIds, comments: run.Comments },
    },
  });
}
