import { seedDemo } from '../arm/sim/seed-demo.ts';
import type { Outside } from './start-world.ts';

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
export const RESOURCE_GROUP = 'rg-demo';

/** What `npm start` finds on its first start: two scale sets of three, one behind a load balancer, and an Octopus space with something to deploy. */
export function seedOutside({ arm, octopus }: Outside): void {
  seedDemo(arm.sim);
  if (octopus.sim.list('projects').length === 0) seedOctopus(octopus);
}

function seedOctopus({ sim }: Outside['octopus']): void {
  const production = sim.add('environments', { Name: 'Production' });
  for (const [Name, role] of [
    ['Web Shop', 'web-server'],
    ['Orders API', 'api-server'],
  ] as const) {
    const project = sim.add('projects', {
      Name,
      ProjectConnectivityPolicy: {
        SkipMachineBehavior: 'SkipUnavailableMachines',
        TargetRoles: [role],
        AllowDeploymentsToNoTargets: true,
        ExcludeUnhealthyTargets: true,
      },
    });
    sim.add('releases', { ProjectId: project.Id, Version: '1.0.0' });
    const newest = sim.add('releases', { ProjectId: project.Id, Version: '1.1.0' });
    sim.recordDeployment({ ReleaseId: newest.Id, EnvironmentId: production.Id });
  }
}

/** The resource id of one of the seeded scale sets. */
export function scaleSetId(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
}
