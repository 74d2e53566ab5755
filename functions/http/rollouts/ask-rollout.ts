import { conflict, invalid } from '../../../shared/contracts/problem.ts';
import type { AskedCommand, Rollout, RolloutCommand } from '../../../shared/contracts/rollout/record.ts';
import { hasBegun } from '../../../shared/domain/rollout/position.ts';
import { allowedCommands, stateOf } from '../../../shared/domain/rollout/state.ts';
import type { Dependencies } from '../../dependencies.ts';

type Asked = Pick<AskedCommand, 'command' | 'by' | 'toStep'>;

/**
 * Keeps a command for the rollout's next turn; somebody has to wake the fleet then. Says false when it was the last that was
 * obeyed: there is nothing to do. Throws 409 with those that fit the state, and
 * 400 for a way back to a step that has not begun.
 */
export async function askRollout(deps: Dependencies, rollout: Rollout, asked: Asked): Promise<boolean> {
  if (!allowedCommands(rollout).includes(asked.command)) {
    if (rollout.obeyed?.command === asked.command) return false;
    throw notNow(rollout, asked.command);
  }
  const { toStep } = asked;
  if (toStep !== undefined && !hasBegun(rollout, toStep)) throw notBegun(rollout, toStep);
  await keep(deps, rollout, { ...asked, at: deps.now().toISOString() });
  return true;
}

/** One that has ended is taken up again, unless another came after it: then what it remembers is not how things were. */
async function keep(
  { stores }: Dependencies,
  rollout: Rollout,
  { toStep, ...asked }: Omit<AskedCommand, 'step' | 'move'>,
): Promise<void> {
  const { fleet, id, position } = rollout;
  if (rollout.ended) {
    const { items } = await stores.rollouts.list(fleet, { take: 1 });
    if (items[0]?.id !== id) throw notTheLast(id, items[0]?.id ?? '');
    await stores.rollouts.begin(rollout);
  }
  const { step, move } = position;
  await stores.rollouts.ask(fleet, id, { ...asked, step, move, ...(toStep === undefined ? {} : { toStep }) });
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
