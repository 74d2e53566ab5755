import type { FleetAnswer, InstanceAnswer, ReactionAnswer } from '../../shared/view/answers.ts';
import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import type { Picture } from './picture.ts';
import { rolloutBranch, rolloutNotes } from './rollout.ts';
import { stateOf } from './state.ts';
import type { Branch } from './tree.ts';

/** A fleet at one moment: it, its machines, and what goes on in it. */
export interface FleetSeen {
  fleet: FleetAnswer;
  instances: InstanceAnswer[];
  /** The one that is under way, or the newest. */
  reaction: ReactionAnswer | undefined;
  rollout: RolloutAnswer | undefined;
}

/** So many machines stand in a tree of their own, those first that are not at rest. */
const MOST_INSTANCES = 12;

export function fleetPicture({ fleet, instances, reaction, rollout }: FleetSeen): Picture {
  const { phase, since, waiting, problems, machines } = fleet.status;
  const ready = instances.filter(isReady).length;
  const info = `${ready} of ${machines?.desired ?? instances.length} ready`;
  return {
    tree: {
      ...{ kind: 'fleet', name: fleet.name, state: stateOf(phase), since, info },
      below: [
        ...instanceBranches(instances),
        ...(reaction ? [reactionBranch(reaction)] : []),
        ...(rollout ? [rolloutBranch(rollout)] : []),
      ],
    },
    notes: [
      ...(waiting ? [`waits until ${waiting.until}: ${waiting.reason}`] : []),
      ...problems.flatMap(({ message, nextStep }) => [`⚠ ${message}`, `  → ${nextStep}`]),
      ...(rollout ? rolloutNotes(rollout) : []),
    ],
  };
}

function isReady({ state }: InstanceAnswer): boolean {
  return state === 'ready';
}

function isAtRest({ state, health, releases }: InstanceAnswer): boolean {
  return state === 'ready' && health === 'healthy' && releases.every((each) => each.state === 'deployed');
}

function instanceBranches(instances: InstanceAnswer[]): Branch[] {
  const [moving, resting] = [instances.filter((each) => !isAtRest(each)), instances.filter(isAtRest)];
  const shown = [...moving, ...resting].slice(0, MOST_INSTANCES);
  const hidden = instances.length - shown.length;
  return [
    ...shown.map(instanceBranch),
    ...(hidden > 0 ? [{ kind: 'others' as const, name: `${hidden} more instances` }] : []),
  ];
}

function instanceBranch({ name, state, readySince, firstSeen, ...rest }: InstanceAnswer): Branch {
  const { target, health, releases } = rest;
  const carried = releases.map(({ version, state: how }) =>
    how === 'deployed' ? version : `${version} ${how}`,
  );
  const info = [...(target ? [health] : ['no target']), ...carried].join(', ');
  return { kind: 'instance', name, state: stateOf(state), since: readySince ?? firstSeen, info };
}

function reactionBranch(reaction: ReactionAnswer): Branch {
  const { id, startedAt, outcome, reason, deployments } = reaction;
  return {
    ...{ kind: 'reaction', name: id, state: stateOf(outcome ?? 'reacting'), since: startedAt },
    info: [...sums(reaction), ...(reason === '' ? [] : [reason])].join(', '),
    below: deployments.map(({ projectName, version, state, plannedAt, machineIds }) => ({
      ...{ kind: 'deployment', name: `${projectName} ${version}`, state: stateOf(state), since: plannedAt },
      info: `to ${machineIds.length} ${machineIds.length === 1 ? 'machine' : 'machines'}`,
    })),
  };
}

function sums(reaction: ReactionAnswer): string[] {
  return (['registered', 'adopted', 'pruned', 'unhealthy'] as const)
    .filter((what) => reaction[what].length > 0)
    .map((what) => `${reaction[what].length} ${what}`);
}
