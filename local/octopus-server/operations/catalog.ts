import type { Channel, Documents, Lifecycle, Project } from '../model.ts';
import { environmentsOf } from '../rules/lifecycles.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Operation, Routes } from '../server/router.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { find, inSpace, spaceOf } from './lookup.ts';

type CatalogKind =
  | 'environments'
  | 'projects'
  | 'channels'
  | 'lifecycles'
  | 'tenants'
  | 'machinepolicies'
  | 'workerpools'
  | 'accounts';
type Named = Documents[CatalogKind];

/** What is only the server's own business is left out of the answers. */
const HIDDEN: Partial<Record<CatalogKind, string[]>> = {
  projects: ['StepRoles', 'PromptedVariables', 'ManualIntervention'],
  machinepolicies: ['CheckedAt'],
};

export function catalogView(kind: CatalogKind, document: Named): Record<string, unknown> {
  const wire: Record<string, unknown> = { ...document };
  for (const hidden of HIDDEN[kind] ?? []) delete wire[hidden];
  const Self = `/api/${document.SpaceId}/${kind}/${document.Id}`;
  return { ...wire, Links: { Self } };
}

interface Collection {
  kind: CatalogKind;
  itemType: string;
}

function list({ kind, itemType }: Collection): Operation {
  return (request, world) =>
    ok(
      paged<Named>(request, {
        itemType,
        matching: matching(request, inSpace(request, world, kind)),
        self: `/api/${spaceOf(request, world).Id}/${kind}`,
        show: (document) => catalogView(kind, document),
      }),
    );
}

function listAll({ kind }: Collection): Operation {
  return (request, world) =>
    ok(matching(request, inSpace(request, world, kind)).map((document) => catalogView(kind, document)));
}

function getOne({ kind }: Collection): Operation {
  return (request, world) => ok(catalogView(kind, find({ request, world }, kind)));
}

function matching(request: OctopusRequest, documents: Named[]): Named[] {
  const { query } = request;
  const ids = new Set(query.list('ids').map((id) => id.toLowerCase()));
  const name = query.one('name')?.toLowerCase();
  const partialName = query.one('partialName')?.toLowerCase() ?? '';
  return documents
    .filter((document) => ids.size === 0 || ids.has(document.Id.toLowerCase()))
    .filter((document) => !name || document.Name.toLowerCase() === name)
    .filter((document) => document.Name.toLowerCase().includes(partialName))
    .sort((one, other) => place(one) - place(other) || (one.Name < other.Name ? -1 : 1));
}

/** Environments and pools have an order of their own, the others go by name. */
function place(document: Named): number {
  return 'SortOrder' in document ? document.SortOrder : 0;
}

function listChannelsOfProject(request: OctopusRequest, world: World): Answer {
  const project: Project = find({ request, world }, 'projects');
  const channels = inSpace(request, world, 'channels').filter(({ ProjectId }) => ProjectId === project.Id);
  return ok(
    paged<Channel>(request, {
      itemType: 'Channel',
      matching: channels,
      self: `/api/${project.SpaceId}/projects/${project.Id}/channels`,
      show: (channel) => catalogView('channels', channel),
    }),
  );
}

/** The phases as they will run: a lifecycle without any takes the environments in their order. */
function previewLifecycle(request: OctopusRequest, world: World): Answer {
  const lifecycle: Lifecycle = find({ request, world }, 'lifecycles');
  const environments = inSpace(request, world, 'environments').sort((a, b) => a.SortOrder - b.SortOrder);
  const implied = environments.map(({ Id, Name }) => ({
    Id: `${lifecycle.Id}-${Id}`,
    Name,
    OptionalDeploymentTargets: [Id],
    AutomaticDeploymentTargets: [],
    IsOptionalPhase: false,
  }));
  const Phases = lifecycle.Phases.length > 0 ? lifecycle.Phases : implied;
  const EnvironmentIds = Phases.flatMap(environmentsOf);
  return ok({ ...catalogView('lifecycles', lifecycle), Phases, EnvironmentIds });
}

function collectionRoutes(kind: CatalogKind, itemType: string): Routes {
  const collection = { kind, itemType };
  return {
    [`GET ${kind}`]: list(collection),
    [`GET ${kind}/all`]: listAll(collection),
    [`GET ${kind}/{id}`]: getOne(collection),
  };
}

export const CATALOG_ROUTES: Routes = {
  ...collectionRoutes('environments', 'Environment'),
  ...collectionRoutes('projects', 'Project'),
  ...collectionRoutes('channels', 'Channel'),
  ...collectionRoutes('lifecycles', 'Lifecycle'),
  ...collectionRoutes('tenants', 'Tenant'),
  ...collectionRoutes('machinepolicies', 'MachinePolicy'),
  ...collectionRoutes('workerpools', 'WorkerPool'),
  ...collectionRoutes('accounts', 'Account'),
  'GET projects/{id}/channels': listChannelsOfProject,
  'GET lifecycles/{id}/preview': previewLifecycle,
};
