import { RESOURCE_GROUP, scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { ConnectivityPolicy } from '../../local/octopus-server/model.ts';
import { type FleetStory, fleetBody } from '../support/fleet-story.ts';
import { ENVIRONMENT, type World } from '../support/world.ts';

/** A fleet of the town, and what its owner wants of it at the moment. */
export interface Household {
  fleet: string;
  story: FleetStory;
  /** Pinned versions by project; the others want the latest that was deployed in full. */
  pins: Map<string, string>;
  /** Its owner points it at another scale set now and then; nobody agrees to removals in the meantime. */
  moves: boolean;
}

/** Instances of a scale set. */
export const MOST = 5;

/** Where such a fleet is pointed at meanwhile. */
export const SPARE = 'spare';

const QUICK = { wait: { deadlineMinutes: 10 }, deploy: { attempts: 5 } };

/** Of every kind one: both orchestration modes, with and without over-provisioning, both kinds of Tentacle, two projects. */
export function households(): Household[] {
  const stories: Record<string, FleetStory> = {
    web: { mode: 'Uniform', overprovision: true, projects: ['Agent', 'Web Shop'] },
    api: { mode: 'Flexible', projects: ['Orders API'] },
    batch: { mode: 'Uniform', projects: ['Agent'], connection: { kind: 'polling' } },
    edge: { mode: 'Flexible', projects: ['Agent'], connection: { kind: 'polling' } },
  };
  return Object.entries(stories).map(([fleet, story]) => ({
    fleet,
    story: { ...QUICK, ...story },
    pins: new Map(),
    moves: fleet === 'api',
  }));
}

export const PROJECTS = ['Agent', 'Web Shop', 'Orders API'];

/** What the fleets stand on: scale sets of two, and projects of which the second release is deployed. */
export function foundTown({ outside }: World, all: Household[]): void {
  const { sim } = outside.octopus;
  const { Id: EnvironmentId } = sim.add('environments', { Name: ENVIRONMENT });
  // Busy: tasks wait for a while before they begin.
  sim.configure({ pickUp: [200, 12_000] });
  for (const Name of PROJECTS) {
    const { Id: ProjectId } = sim.add('projects', { Name, ProjectConnectivityPolicy: SKIPPING });
    sim.add('releases', { ProjectId, Version: '1.0.0' });
    const { Id: ReleaseId } = sim.add('releases', { ProjectId, Version: '1.1.0' });
    sim.recordDeployment({ ReleaseId, EnvironmentId });
  }
  outside.arm.sim.createScaleSet({ resourceGroup: RESOURCE_GROUP, name: SPARE, capacity: 1 });
  for (const { fleet, story } of all) {
    const { mode = 'Uniform', overprovision = false } = story;
    outside.arm.sim.createScaleSet({
      ...{ resourceGroup: RESOURCE_GROUP, name: fleet, capacity: 2 },
      ...(mode === 'Uniform' ? { overprovision } : { orchestrationMode: mode }),
    });
  }
}

const SKIPPING: ConnectivityPolicy = {
  SkipMachineBehavior: 'SkipUnavailableMachines',
  TargetRoles: [],
  AllowDeploymentsToNoTargets: true,
  ExcludeUnhealthyTargets: true,
};

/** The fleet as its owner would write it now. */
export function bodyOf({ fleet, story, pins }: Household): Record<string, unknown> {
  const projects = (story.projects ?? []).map((each) => {
    const project = typeof each === 'string' ? each : each.project;
    const release = pins.get(project);
    return release === undefined ? project : { project, release };
  });
  return fleetBody(fleet, { ...story, projects });
}

/** The same spelling for a scale set wherever it is compared. */
export function scaleSetOf({ fleet }: Household): string {
  return scaleSetId(fleet).toLowerCase();
}
