import type { OctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { World } from './world.ts';

/** What people do in Octopus, beside what `When` has. */
export class OctopusActs {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** For so many minutes from now; of one project, or of all; answers when it ends (ISO 8601). */
  deploymentsAreFrozen(minutes: number, { project }: { project?: string } = {}): string {
    const { clock } = this.#world;
    const End = clock.now() + minutes * 60_000;
    const ProjectIds = project === undefined ? [] : [this.#projectOf(project)];
    this.#sim.add('deploymentfreezes', { Name: 'Christmas', End, ProjectIds });
    return new Date(End).toISOString();
  }

  theFreezeIsLifted(): void {
    for (const { Id } of this.#sim.list('deploymentfreezes')) this.#sim.remove('deploymentfreezes', Id);
  }

  #projectOf(project: string): string {
    return this.#sim.list('projects').find(({ Name }) => Name === project)?.Id ?? '';
  }

  get #sim(): OctopusServer['sim'] {
    return this.#world.outside.octopus.sim;
  }
}
