import type { Deployment, Project, Target, Tenant } from '../model.ts';
import type { World } from '../world.ts';

type Scope = Pick<
  Deployment,
  'SpaceId' | 'EnvironmentId' | 'TenantId' | 'SpecificMachineIds' | 'ExcludedMachineIds'
>;

/**
 * The machines a deployment goes to: enabled ones of its environment, roles and tenant. An empty list of
 * specific machines does not mean none, it means all of them.
 */
export function targetsOf(world: World, scope: Scope, project: Project): Target[] {
  const specific = new Set(scope.SpecificMachineIds);
  const excluded = new Set(scope.ExcludedMachineIds);
  const tenant = scope.TenantId === null ? undefined : world.store.get('tenants', scope.TenantId);
  const candidates =
    specific.size > 0
      ? [...specific].flatMap((id) => world.store.get('machines', id) ?? [])
      : world.store.all('machines');
  return candidates.filter(
    (target) => isInScope(target, scope, project) && !excluded.has(target.Id) && participates(target, tenant),
  );
}

function isInScope(target: Target, scope: Scope, project: Project): boolean {
  return (
    !target.IsDisabled &&
    target.SpaceId === scope.SpaceId &&
    target.EnvironmentIds.includes(scope.EnvironmentId) &&
    hasRole(target, project.StepRoles)
  );
}

function hasRole(target: Target, roles: string[]): boolean {
  if (roles.length === 0) return true;
  return roles.some((role) => target.Roles.some((own) => own.toLowerCase() === role.toLowerCase()));
}

function participates(target: Target, tenant: Tenant | undefined): boolean {
  const mode = target.TenantedDeploymentParticipation;
  if (!tenant) return mode !== 'Tenanted';
  if (mode === 'Untenanted') return false;
  return (
    target.TenantIds.includes(tenant.Id) || target.TenantTags.some((tag) => tenant.TenantTags.includes(tag))
  );
}
