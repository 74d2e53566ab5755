import type { Command } from 'commander';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import type { FleetAnswer, InstanceAnswer, ReactionAnswer } from '../../shared/view/answers.ts';
import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import { fleetPath, rolloutPath } from '../api-paths.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { Poll } from '../live/poll.ts';
import { watch } from '../live/watch.ts';
import { fleetPicture, type FleetSeen } from '../show/reaction.ts';
import type { Tools } from './tools.ts';

interface Asked {
  untilReady?: number | true;
  timeout?: number;
}

/** A fleet as it changes. */
export function addWatchCommand(program: Command, tools: Tools): void {
  program
    .command('watch <fleet>')
    .description('a fleet as it changes: its machines, its reaction, its rollout')
    .option(
      '--until-ready [machines]',
      'until it is at rest with all, or so many, machines ready',
      wholeNumber,
    )
    .option('--timeout <seconds>', 'watch no longer', wholeNumber)
    .action((fleet: string, asked: Asked) => watchFleet(tools, fleet, asked));
}

function watchFleet(tools: Tools, name: string, { untilReady, timeout }: Asked): Promise<void> {
  const poll = new Poll(tools.client());
  return watch<FleetSeen>(tools, {
    look: () => look(poll, name),
    picture: fleetPicture,
    inShort: ({ fleet: { status }, reaction }) => ({ fleet: name, status, reaction }),
    exitOf: (seen) => (untilReady !== undefined && isAtRest(seen, untilReady) ? EXIT.ok : undefined),
    timeoutSeconds: timeout,
  });
}

async function look(poll: Poll, name: string): Promise<FleetSeen> {
  const fleet = await poll.get<FleetAnswer>(fleetPath(name));
  const instances = await poll.all<InstanceAnswer>(`${fleetPath(name)}/instances?take=500`);
  const { rollout } = fleet.status;
  return {
    ...{ fleet, instances, reaction: await reactionOf(poll, fleet) },
    rollout: rollout && (await poll.get<RolloutAnswer>(rolloutPath(rollout.id))),
  };
}

/** The newest that is under way or changed something: most only look, and find everything as it should be. */
async function reactionOf(poll: Poll, { name }: FleetAnswer): Promise<ReactionAnswer | undefined> {
  const path = `${fleetPath(name)}/reactions`;
  const { items } = await poll.get<{ items: Reaction[] }>(`${path}?take=10`);
  const shown = items.find(({ outcome }) => outcome !== 'nothingToDo');
  return shown && poll.get<ReactionAnswer>(`${path}/${encodeURIComponent(shown.id)}`);
}

/** Nothing goes on, and every machine that should be there is ready and has been deployed to. */
function isAtRest({ fleet: { status }, instances }: FleetSeen, wanted: number | true): boolean {
  const ready = instances.filter(({ state }) => state === 'ready');
  const isDeploying = ready.some(({ releases }) => releases.some(({ state }) => state === 'requested'));
  const all = status.machines?.desired ?? instances.length;
  const isWhole = ready.length === all && (wanted === true || all === wanted);
  return status.phase === 'idle' && isWhole && !isDeploying;
}
