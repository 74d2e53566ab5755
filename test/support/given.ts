import { expect } from '@jest/globals';
import type { Connection } from '../../shared/contracts/fleet.ts';
import { RESOURCE_GROUP, scaleSetId } from '../../local/launcher/seed-outside.ts';
import { ENVIRONMENT, type World } from './world.ts';

/** What a story says of a fleet; the rest is usual. */
export interface FleetStory {
  instances?: number;
  mode?: 'Uniform' | 'Flexible';
  overprovision?: boolean;
  /** In place of a scale set made for it. */
  scaleSet?: string;
  server?: string;
  environment?: string;
  roles?: string[];
  projects?: (string | { project: string; release?: string })[];
  connection?: Connection;
  wait?: object;
  prune?: object;
  register?: object;
  health?: object;
  deploy?: object;
  /** Minutes until the story goes on; by then everything has usually settled. */
  settlesIn?: number;
}

interface ProjectStory {
  /** Releases, oldest first. */
  releases?: string[];
  /** Which of them was deployed in full and with success; none when absent. */
  deployed?: string;
}

/** How the world was before the story begins. */
export class Given {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  anEnvironment(name = ENVIRONMENT): void {
    this.#sim.add('environments', { Name: name });
  }

  /** A project whose deployments skip what does not answer, and its releases. */
  aProject(name: string, { releases = ['1.0.0', '1.1.0'], deployed }: ProjectStory = {}): void {
    const { Id } = this.#sim.add('projects', {
      Name: name,
      ProjectConnectivityPolicy: {
        SkipMachineBehavior: 'SkipUnavailableMachines',
        TargetRoles: [],
        AllowDeploymentsToNoTargets: true,
        ExcludeUnhealthyTargets: true,
      },
    });
    const environment = this.#sim.list('environments')[0]?.Id ?? '';
    for (const Version of releases) {
      const release = this.#sim.add('releases', { ProjectId: Id, Version });
      if (Version === deployed)
        this.#sim.recordDeployment({ ReleaseId: release.Id, EnvironmentId: environment });
    }
  }

  /** One more release of a project; nobody has deployed it. */
  aRelease(project: string, Version: string): void {
    const found = this.#sim.list('projects').find(({ Name }) => Name === project);
    this.#sim.add('releases', { ProjectId: found?.Id ?? '', Version });
  }

  /** A scale set with its instances ready, and nobody who cares for it. */
  aScaleSet(name: string, { instances = 3, mode = 'Uniform', overprovision = false }: FleetStory = {}): void {
    this.#world.outside.arm.sim.createScaleSet({
      ...{ resourceGroup: RESOURCE_GROUP, name, capacity: instances },
      ...(mode === 'Uniform' ? { overprovision } : { orchestrationMode: mode }),
    });
  }

  /** A fleet whose first instances are registered and carry their release when the story begins. */
  async aFleet(name = 'web', story: FleetStory = {}): Promise<void> {
    if (story.scaleSet === undefined) this.aScaleSet(name, story);
    const { status } = await this.#world.api.send('PUT', `/api/fleets/${name}`, fleetBody(name, story));
    expect(status).toBe(201);
    await this.#world.clock.advance((story.settlesIn ?? 4) * 60_000);
    this.#world.beginStory();
  }

  /** A target that somebody made by hand; it belongs to no fleet. */
  async aHandMadeTarget(name: string, roles: string[]): Promise<void> {
    this.#world.foreign.add(name);
    const host = `${name}.example`;
    const thumbprint = name.toUpperCase().padEnd(40, '0');
    this.#sim.setTentacle({ host, thumbprint });
    this.#sim.registerLater({
      machine: {
        Name: name,
        EnvironmentIds: [this.#sim.list('environments')[0]?.Id],
        Roles: roles,
        Endpoint: {
          CommunicationStyle: 'TentaclePassive',
          Uri: `https://${host}:10933/`,
          Thumbprint: thumbprint,
        },
      },
    });
    await this.#world.clock.advance(1000);
  }

  get #sim() {
    return this.#world.outside.octopus.sim;
  }
}

/** The body of PUT for a fleet; its role is `<name>-server` unless the story says otherwise. */
export function fleetBody(name: string, story: FleetStory): Record<string, unknown> {
  const { wait, prune, register, health, deploy, connection, server } = story;
  const projects = (story.projects ?? ['Web Shop']).map((each) =>
    typeof each === 'string' ? { project: each } : each,
  );
  return {
    scaleSet: story.scaleSet ?? scaleSetId(name),
    octopus: {
      ...{
        environment: story.environment ?? ENVIRONMENT,
        roles: story.roles ?? [`${name}-server`],
        projects,
      },
      ...(connection ? { connection } : {}),
      ...(server ? { server } : {}),
    },
    ...Object.fromEntries(
      Object.entries({ wait, prune, register, health, deploy }).filter(([, policy]) => policy),
    ),
  };
}
