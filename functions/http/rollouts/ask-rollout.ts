import { conflict, invalid } from '../../../shared/contracts/problem.ts';
import type { AskedCommand, Rollout, RolloutCommand } from '../../../shared/contracts/rollout/record.ts';
import { hasBegun } from '../../../shared/domain/rollout/position.ts';
import { toldSoFar } from '../../../shared/domain/rollout/heed.ts';
import { allowedCommands, stateOf } from '../../../shared/domain/rollout/state.ts';
import type { RolloutFile } from '../../../shared/ports/rollout-store.ts';
import type { Dependencies } from '../../dependencies.ts';

type Asked = Pick<AskedCommand, 'command' | 'by' | 'toStep'>;

/**
 * Keeps a command for the rollout's next turn; somebody has to wake the fleet then. It is judged by what the rollout will be
 * after all that was acknowledged before. Says false when it repeats the last of these: there is nothing to keep. Throws 409
 * with those that fit the state, and 400 for a way back to a step that has not begun.
 */
export async function askRollout(deps: Dependencies, file: RolloutFile, asked: Asked): Promise<boolean> {
  const at = deps.now().toISOString();
  const rollout = toldSoFar(file, at);
  if (!allowedCommands(rollout).includes(asked.command)) {
    if (rollout.obeyed?.command === asked.command) return false;
    throw notNow(rollout, asked.command);
  }
  const { toStep } = asked;
  if (toStep !== undefined && !hasBegun(rollout, toStep)) throw notBegun(rollout, toStep);
  if (file.rollout.ended) await takeUpAgain(deps, file.rollout);
  const { fleet, id, position } = rollout;
  const { step, move } = position;
  await deps.stores.rollouts.ask(fleet, id, { ...asked, at, step, move });
  return true;
}

/** Unless another came after it: then what it remembers is not how things were. */
async function takeUpAgain({ stores }: Dependencies, rollout: Rollout): Promise<void> {
  const { fleet, id } = rollout;
  const { items } = await stores.rollouts.list(fleet, { take: 1 });
  if (items[0]?.id !== id) throw notTheLast(id, items[0]?.id ?? '');
  await stores.rollouts.begin(rollout);
}

function notBegun({ id, position, plan }: Rollout, toStep: number) {
  const last = Math.min(position.step, plan.steps.length - 1);
  return invalid(
    'stepNotBegun',
    `Step ${toStep} of rollout ${id} has not begun: there is no way back to it.`,
    `Give toStep a step that has begun, 0 to ${last}, or leave it out to go back to the very beginning.`,
  );
}

function notNow(rollout: Rollout, command: RolloutCommand) {
  const allowed = allowedCommands(rollout);
  return conflict(
    'commandNotAllowed',
    `Rollout ${rollout.id} is ${stateOf(rollout)}: it cannot be told to ${command}.`,
    allowed.length === 0 ? 'Nothing can be asked of it any more.' : `It takes ${allowed.join(', ')}.`,
  );
}

function notTheLast(id: string, last: string) {
  return conflict(
    'rolloutNotTheLast',
    `Rollout ${id} is not the fleet’s last one any more.`,
    `Roll ${last} back, or start a rollout with the image that is wanted.`,
  );
}
