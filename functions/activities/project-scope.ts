import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';

/** Where a project of the fleet is deployed to: a tenant of its own goes before the fleet's. */
export function projectScope(scope: ResolvedTargeting, projectId: string): ResolvedTargeting {
  const tenantId = scope.projects.find((project) => project.projectId === projectId)?.tenantId;
  return tenantId === undefined ? scope : { ...scope, tenantIds: [tenantId] };
}
