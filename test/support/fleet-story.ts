import type * as z from 'zod';
import type { Connection } from '../../shared/contracts/connection.ts';
import type { FleetProject } from '../../shared/contracts/fleet-project.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { ENVIRONMENT } from './world.ts';

/** What a story says of a fleet; the rest is usual. */
export interface FleetStory {
  instances?: number;
  mode?: 'Uniform' | 'Flexible';
  overprovision?: boolean;
  /** Of the scale set. */
  tags?: Record<string, string>;
  /** In place of a scale set made for it. */
  scaleSet?: string;
  server?: string;
  environment?: string;
  roles?: string[];
  ownerRole?: string;
  projects?: (string | z.input<typeof FleetProject>)[];
  /** What is left out is as usual. */
  connection?: z.input<typeof Connection>;
  /** Its machines are workers of these, in place of targets. */
  workerPools?: string[];
  /** Further settings of the section `octopus`. */
  octopusToo?: object;
  wait?: object;
  prune?: object;
  register?: object;
  health?: object;
  deploy?: object;
  /** The fleet's machines are only looked at. */
  withoutOctopus?: boolean;
  rollouts?: object;
  /** Minutes until the story goes on; by then everything has usually settled. */
  settlesIn?: number;
}

/** The body of PUT for a fleet; its role is `<name>-server` unless the story says otherwise. */
export function fleetBody(name: string, story: FleetStory): Record<string, unknown> {
  const { wait, prune, register, health, deploy, rollouts, connection, server, ownerRole } = story;
  const projects = (story.projects ?? ['Web Shop']).map((each) =>
    typeof each === 'string' ? { project: each } : each,
  );
  return {
    scaleSet: story.scaleSet ?? scaleSetId(name),
    ...(story.withoutOctopus
      ? {}
      : {
          octopus: {
            ...(story.workerPools
              ? { workerPools: story.workerPools }
              : {
                  environment: story.environment ?? ENVIRONMENT,
                  roles: story.roles ?? [`${name}-server`],
                  projects,
                }),
            ...(connection ? { connection } : {}),
            ...(server ? { server } : {}),
            ...(ownerRole ? { ownerRole } : {}),
            ...story.octopusToo,
          },
        }),
    ...Object.fromEntries(
      Object.entries({ wait, prune, register, health, deploy, rollouts }).filter(([, policy]) => policy),
    ),
  };
}

/** What an operator may say with a reconcile. */
export interface Asking {
  approveRemovals?: number;
  retryDeployments?: boolean;
  letGo?: string[];
}
