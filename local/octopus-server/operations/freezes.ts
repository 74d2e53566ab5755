import { notFound, notSimulated } from '../errors.ts';
import type { DeploymentFreeze } from '../model.ts';
import { isConcerned } from '../rules/freezes.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { freezeView } from '../views/freeze-view.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';

/** Freezes belong to no space; the list has an envelope of its own. */
function listFreezes(request: OctopusRequest, world: World): Answer {
  const { query } = request;
  for (const name of ['status', 'effectiveDate'])
    if (query.one(name)) throw notSimulated(`the filter ${name} of deployment freezes`);
  const anyOf = (name: string, own: string[]) => {
    const wanted = query.list(name);
    return wanted.length === 0 || wanted.some((id) => isConcerned(own, id));
  };
  const ids = query.list('ids');
  const name = query.one('partialName')?.toLowerCase() ?? '';
  const withComplete = query.flag('includeComplete') ?? true;
  const matching = world.store
    .all('deploymentfreezes')
    .filter(({ Id, Name }) => (ids.length === 0 || ids.includes(Id)) && Name.toLowerCase().includes(name))
    .filter((freeze) => anyOf('projectIds', freeze.ProjectIds))
    .filter((freeze) => anyOf('environmentIds', freeze.EnvironmentIds))
    .filter((freeze) => anyOf('tenantIds', freeze.TenantIds))
    .filter(({ End }) => withComplete || End > world.now);
  const page = paged<DeploymentFreeze>(request, {
    ...{ itemType: 'DeploymentFreeze', matching, self: '/api/deploymentfreezes' },
    show: (freeze) => freezeView(freeze, world),
  });
  return ok({ DeploymentFreezes: page['Items'], Count: matching.length });
}

function getFreeze({ params }: OctopusRequest, world: World): Answer {
  const freeze = world.store.get('deploymentfreezes', params['id'] ?? '');
  if (!freeze) throw notFound(params['id'] ?? '');
  return ok(freezeView(freeze, world));
}

export const FREEZE_ROUTES: Routes = {
  'GET deploymentfreezes': listFreezes,
  'GET deploymentfreezes/{id}': getFreeze,
};
