import type { OctopusTargeting } from '../contracts/fleet.ts';
import type { FleetProject } from '../contracts/fleet-project.ts';
import { invalid, ProblemError } from '../contracts/problem.ts';
import type { ResolvedProject, ResolvedTargeting } from '../ports/target-registry.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { listAll } from './octopus-collections.ts';
import { Named } from './octopus-schemas.ts';

/** A name that Octopus does not know. */
interface Missing {
  what:
    | 'space'
    | 'environment'
    | 'project'
    | 'channel'
    | 'runbook'
    | 'tenant'
    | 'machine policy'
    | 'account'
    | 'worker pool';
  name: string;
}

/** Looks names up and remembers those that are not there, so that all of them are reported at once. */
class Lookup {
  readonly #missing: Missing[] = [];

  id(what: Missing['what'], items: Named[], name: string): string {
    const found = named(items, name);
    // A fleet may name the same tenant for its targets and for a project: it is told once.
    const isTold = this.#missing.some((each) => each.what === what && each.name === name);
    if (!found && !isTold) this.#missing.push({ what, name });
    return found?.Id ?? '';
  }

  throwIfMissing(server: string): void {
    if (this.#missing.length > 0) throw namesNotFound(server, this.#missing);
  }
}

/** Names, slugs or ids to ids. Calls: one for each kind of name used, and one for each project with a channel. */
export async function resolveTargeting(
  client: OctopusClient,
  targeting: OctopusTargeting,
): Promise<ResolvedTargeting> {
  const spaces = await listAll(client, { path: apiPath('spaces'), item: Named });
  const lookup = new Lookup();
  const spaceId = lookup.id('space', spaces, targeting.space);
  lookup.throwIfMissing(targeting.server);
  const { tenants, machinePolicy, projects, connection } = targeting;
  const { environment, alsoEnvironments, workerPools } = targeting;
  const account = connection.kind === 'ssh' ? connection.account : undefined;
  const all = (kind: string, wanted: boolean) =>
    wanted ? listAll(client, { path: apiPath(spaceId, kind), item: Named }) : Promise.resolve([]);
  const [environments, allProjects, allTenants, policies, accounts, pools] = await Promise.all([
    all('environments', environment !== undefined),
    all('projects', projects.length > 0),
    all('tenants', tenants.length > 0 || projects.some(({ tenant }) => tenant !== undefined)),
    all('machinepolicies', machinePolicy !== undefined),
    all('accounts', account !== undefined),
    all('workerpools', workerPools !== undefined),
  ]);
  const resolved: ResolvedTargeting = {
    server: targeting.server,
    spaceId,
    environmentId: environment === undefined ? '' : lookup.id('environment', environments, environment),
    ...(workerPools === undefined
      ? {}
      : { workerPoolIds: workerPools.map((name) => lookup.id('worker pool', pools, name)) }),
    ...(alsoEnvironments === undefined
      ? {}
      : { alsoEnvironmentIds: alsoEnvironments.map((name) => lookup.id('environment', environments, name)) }),
    ...(account === undefined ? {} : { accountId: lookup.id('account', accounts, account) }),
    projects: await resolveProjects(
      { client, spaceId, lookup, allProjects, environments, allTenants },
      projects,
    ),
    tenantIds: tenants.map((name) => lookup.id('tenant', allTenants, name)),
    ...(machinePolicy === undefined
      ? {}
      : { machinePolicyId: lookup.id('machine policy', policies, machinePolicy) }),
  };
  lookup.throwIfMissing(targeting.server);
  refuseTwoReleases(resolved.projects);
  return resolved;
}

/** By its name, slug or id it may be there twice; with two releases each would be deployed over the other for ever. */
function refuseTwoReleases(projects: ResolvedProject[]): void {
  const chosen = new Map<string, string>();
  for (const { projectId, projectName, release, channelId, alwaysLatest, promoteFrom } of projects) {
    const choice = JSON.stringify([release, channelId, alwaysLatest, promoteFrom?.environmentId]);
    if ((chosen.get(projectId) ?? choice) !== choice)
      throw invalid(
        'projectTwice',
        `The fleet names the project ${projectName} twice, with different releases.`,
        'Name it once in octopus.projects: each would be deployed over the other, again and again.',
      );
    chosen.set(projectId, choice);
  }
}

interface ProjectScope {
  client: OctopusClient;
  spaceId: string;
  lookup: Lookup;
  allProjects: Named[];
  environments: Named[];
  allTenants: Named[];
}

function resolveProjects(
  scope: ProjectScope,
  projects: FleetProject[],
): Promise<ResolvedTargeting['projects']> {
  return Promise.all(
    projects.map(async ({ project, runbook, channel, release, mode, tenant, with: choices }) => {
      const projectId = scope.lookup.id('project', scope.allProjects, project);
      const projectName = named(scope.allProjects, project)?.Name ?? project;
      const more = {
        ...(tenant === undefined ? {} : { tenantId: scope.lookup.id('tenant', scope.allTenants, tenant) }),
        ...(choices === undefined ? {} : { with: choices }),
      };
      if (runbook !== undefined)
        return { ...(await resolveRunbook(scope, { projectId, projectName }, runbook)), ...more };
      const channelId = channel && projectId ? await resolveChannel(scope, projectId, channel) : undefined;
      return {
        ...{ projectId, projectName, release, ...modeOf(scope, mode) },
        ...(channelId === undefined ? {} : { channelId }),
        ...more,
      };
    }),
  );
}

function modeOf(
  { lookup, environments }: ProjectScope,
  mode: FleetProject['mode'],
): Pick<ResolvedProject, 'alwaysLatest' | 'promoteFrom'> {
  if (mode === 'alwaysLatest') return { alwaysLatest: true };
  if (mode === undefined || mode === 'redeploy') return {};
  const name = mode.promote;
  return { promoteFrom: { environmentId: lookup.id('environment', environments, name), name } };
}

/** A runbook stands where a project does, with what is published of it for its only release. */
async function resolveRunbook(
  scope: ProjectScope,
  { projectId, projectName }: Pick<ResolvedProject, 'projectId' | 'projectName'>,
  runbook: string,
): Promise<ResolvedProject> {
  const path = apiPath(scope.spaceId, 'projects', projectId, 'runbooks');
  const all = projectId ? await listAll(scope.client, { path, item: Named }) : [];
  const runbookId = projectId ? scope.lookup.id('runbook', all, runbook) : '';
  return {
    ...{ projectId: runbookId, release: 'latest', alwaysLatest: true, isRunbook: true },
    projectName: `${projectName}: ${named(all, runbook)?.Name ?? runbook}`,
  };
}

async function resolveChannel(scope: ProjectScope, projectId: string, channel: string): Promise<string> {
  const path = apiPath(scope.spaceId, 'projects', projectId, 'channels');
  return scope.lookup.id('channel', await listAll(scope.client, { path, item: Named }), channel);
}

/** Exactly that name, in any case; a name wins over an equal slug. */
function named(items: Named[], wanted: string): Named | undefined {
  const key = wanted.trim().toLowerCase();
  const is = (value: string) => value.toLowerCase() === key;
  return (
    items.find(({ Id }) => is(Id)) ?? items.find(({ Name }) => is(Name)) ?? items.find(({ Slug }) => is(Slug))
  );
}

function namesNotFound(server: string, missing: Missing[]): ProblemError {
  const onlyEnvironment = missing.every(({ what }) => what === 'environment');
  return new ProblemError({
    kind: 'InvalidInput',
    code: onlyEnvironment ? 'octopusEnvironmentNotFound' : 'octopusNamesNotFound',
    message: `Octopus server '${server}' does not know ${missing.map(({ what, name }) => `${what} '${name}'`).join(', ')}.`,
    nextStep: "Correct the fleet's octopus settings, or let the API key's user see these.",
  });
}
