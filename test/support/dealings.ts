import type { Target } from '../../local/octopus-server/model.ts';
import type { OctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { Dependencies } from '../../functions/dependencies.ts';

/** A target as Octopus had it at the moment when an installation did something with it. */
export interface Dealing {
  what: 'removes' | 'marks' | 'deploys to';
  /** Milliseconds since the epoch. */
  at: number;
  installation: string;
  /** Whom the deployment is for; nobody says it of the others. */
  fleet?: string | undefined;
  target: Pick<Target, 'Id' | 'Name' | 'Roles' | 'Thumbprint' | 'IsDisabled'>;
}

type Octopus = Pick<Dependencies, 'registry' | 'deployments'>;

/** Notes what each installation does with which target, by Octopus's own books. Nothing of it is told to the app. */
export class Dealings {
  readonly all: Dealing[] = [];
  readonly #sim: OctopusServer['sim'];
  readonly #now: () => number;

  constructor(sim: OctopusServer['sim'], now: () => number) {
    this.#sim = sim;
    this.#now = now;
  }

  /** The same ports; each write is noted before it is made. */
  over(installation: string, { registry, deployments }: Octopus): Octopus {
    const note = (what: Dealing['what'], ids: string[], fleet?: string) => {
      const targets = this.#sim.list('machines').filter(({ Id }) => ids.includes(Id));
      const whose = fleet === undefined ? { installation } : { installation, fleet };
      // As it is now: the simulator's own document is changed afterwards.
      this.all.push(
        ...targets.map((target) => ({ what, at: this.#now(), ...whose, target: structuredClone(target) })),
      );
    };
    return {
      registry: {
        ...registry,
        deregister: (scope, id) => {
          note('removes', [id]);
          return registry.deregister(scope, id);
        },
        addRole: (scope, id, role) => {
          note('marks', [id]);
          return registry.addRole(scope, id, role);
        },
      },
      deployments: {
        ...deployments,
        request: (scope, request) => {
          note('deploys to', request.machineIds, / fleet ([^:]+):/.exec(request.comments)?.[1]);
          return deployments.request(scope, request);
        },
      },
    };
  }
}
