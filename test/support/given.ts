import { expect } from '@jest/globals';
import { RESOURCE_GROUP } from '../../local/launcher/seed-outside.ts';
import { type FleetStory, fleetBody } from './fleet-story.ts';
import type { Grant } from '../../local/arm/rights/grant.ts';
import { LOCAL_TOKEN } from '../../local/launcher/start-world.ts';
import { ENVIRONMENT, type World } from './world.ts';

interface ProjectStory {
  /** Releases, oldest first. */
  releases?: string[];
  /** Which of them was deployed in full and with success; none when absent. */
  deployed?: string;
  /** With the settings that Octopus gives a new project: a machine that is away fails the deployment. */
  asMade?: boolean;
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

  aWorkerPool(name: string): void {
    this.#sim.add('workerpools', { Name: name });
  }

  /** A tenant that is connected to the project and the environment. */
  aTenant(name: string, project: string): void {
    const environment = this.#sim.list('environments')[0]?.Id ?? '';
    const found = this.#sim.list('projects').find(({ Name }) => Name === project)?.Id ?? '';
    this.#sim.change('projects', found, { TenantedDeploymentMode: 'TenantedOrUntenanted' });
    this.#sim.add('tenants', { Name: name, ProjectEnvironments: { [found]: [environment] } });
  }

  /** So many tasks; the others are queued. */
  octopusRunsAtOnce(taskCap: number): void {
    this.#sim.configure({ taskCap });
  }

  /** The default one. */
  theMachinePolicyIs({
    deletesAfter,
    interval,
  }: {
    deletesAfter: string | undefined;
    interval: string | null;
  }): void {
    const policy = this.#sim.list('machinepolicies')[0];
    this.#sim.change('machinepolicies', policy?.Id ?? '', {
      MachineCleanupPolicy: {
        DeleteMachinesBehavior: deletesAfter === undefined ? 'DoNotDelete' : 'DeleteUnavailableMachines',
        DeleteMachinesElapsedTimeSpan: deletesAfter ?? '00:00:00',
      },
      MachineHealthCheckPolicy: { HealthCheckInterval: interval, HealthCheckType: 'RunScript' },
    });
  }

  /** The user of our key may do this much, or everything again. */
  theKeyMay(permissions: string[] | undefined): void {
    this.#sim.configure({ permissions });
  }

  /** What Octopus logs on to machines with. */
  anAccount(name: string): void {
    this.#sim.add('accounts', { Name: name });
  }

  /** A project whose deployments skip what does not answer, and its releases. */
  aProject(
    name: string,
    { releases = ['1.0.0', '1.1.0'], deployed, asMade = false }: ProjectStory = {},
  ): void {
    const ProjectConnectivityPolicy = {
      SkipMachineBehavior: 'SkipUnavailableMachines' as const,
      TargetRoles: [],
      AllowDeploymentsToNoTargets: true,
      ExcludeUnhealthyTargets: true,
    };
    const { Id } = this.#sim.add('projects', {
      Name: name,
      ...(asMade ? {} : { ProjectConnectivityPolicy }),
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

  /** A release that was deployed to all, with the choices of whoever did it. */
  aFullDeployment(
    version: string,
    { to = ENVIRONMENT, ...choices }: { FormValues?: object; SkipActions?: string[]; to?: string } = {},
  ): void {
    const release = this.#sim.list('releases').find(({ Version }) => Version === version);
    this.#sim.recordDeployment({
      ReleaseId: release?.Id ?? '',
      EnvironmentId: this.#sim.list('environments').find(({ Name }) => Name === to)?.Id ?? '',
      FormValues: { ...choices.FormValues },
      SkipActions: choices.SkipActions ?? [],
    });
  }

  /** So many deployments of a release that others made, each to a machine of theirs. */
  deploymentsOfOthers(version: string, times: number): void {
    const release = this.#sim.list('releases').find(({ Version }) => Version === version);
    for (let n = 1; n <= times; n++)
      this.#sim.recordDeployment({
        ReleaseId: release?.Id ?? '',
        EnvironmentId: this.#sim.list('environments')[0]?.Id ?? '',
        SpecificMachineIds: [`Machines-9000${n}`],
      });
  }

  /** A scale set with its instances ready, and nobody who cares for it. */
  aScaleSet(
    name: string,
    { instances = 3, mode = 'Uniform', overprovision = false, tags }: FleetStory = {},
  ): void {
    this.#world.outside.arm.sim.createScaleSet({
      ...{ resourceGroup: RESOURCE_GROUP, name, capacity: instances, ...(tags ? { tags } : {}) },
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

  /** Published in the marketplace. */
  anImageOfTheMarketplace(image: { publisher: string; offer: string; sku: string; version: string }): void {
    this.#world.outside.arm.sim.publishImage(image);
  }

  /** Answers its resource id. */
  aManagedImage(image: { subscription: string; resourceGroup: string; name: string }): string {
    return this.#world.outside.arm.sim.createImage(image);
  }

  /** At Azure the app may do only this. */
  theAppMayOnly(grants: Grant[]): void {
    this.#world.outside.arm.sim.limitRights(LOCAL_TOKEN, grants);
  }

  /** Another installation of the app on the same Octopus server, in whose name the phrases it answers act. */
  async anotherInstallation(name: string) {
    const api = await this.#world.alsoRuns(name);
    const reconciles = async (fleet: string) => {
      expect((await api.send('POST', `/api/fleets/${fleet}/reconcile`, {})).status).toBe(202);
    };
    const isGivenTheFleet = async (fleet: string, story: FleetStory) => {
      const { status } = await api.send('PUT', `/api/fleets/${fleet}`, fleetBody(fleet, story));
      expect(status).toBe(201);
    };
    return { api, reconciles, isGivenTheFleet };
  }

  /** A target that somebody made by hand; it belongs to no fleet. */
  async aHandMadeTarget(name: string, roles: string[], host = `${name}.example`): Promise<void> {
    this.#world.foreign.add(name);
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

  /** Other roles than before; with a fleet's mark it is that fleet's from then on. */
  aHandMadeTargetHas(name: string, Roles: string[]): void {
    const target = this.#sim.list('machines').find(({ Name }) => Name === name);
    this.#sim.change('machines', target?.Id ?? '', { Roles });
    this.#world.foreign.delete(name);
  }

  get #sim() {
    return this.#world.outside.octopus.sim;
  }
}
