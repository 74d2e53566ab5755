import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { conflict, invalid } from '../../../shared/contracts/problem.ts';
import { type AskedCommand, type Rollout, RolloutCommand } from '../../../shared/contracts/rollout/record.ts';
import { allowedCommands, stateOf } from '../../../shared/domain/rollout/state.ts';
import type { Dependencies } from '../../dependencies.ts';
import { ringOrRestart } from '../../inbox/ring.ts';
import { clientOf, tellFleet } from '../../inbox/tell-fleet.ts';
import { answer } from '../problem-details.ts';
import { inFormOf, readOptionalJson } from '../read-body.ts';
import { findRollout } from './find-rollout.ts';

/** `by`: who asks, for the timeline. `toStep`: a rollback only to before this step of the plan, where it waits. */
export const CommandRequest = z.strictObject({
  by: z.string().trim().min(1).max(100).default('an operator'),
  toStep: z.int().min(0).max(200).optional(),
});

/**
 * `POST /api/rollouts/{rollout}/{command}`: kept durably, obeyed at the rollout's next turn. A command that was obeyed last is
 * content to be repeated; one that does not fit the state is refused, with those that do.
 */
export function commandRollout(deps: Dependencies) {
  return (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    answer(async () => {
      const command = commandOf(request);
      const { rollout } = await findRollout(deps, request);
      const asked = inFormOf(CommandRequest, await readOptionalJson(request), 'request');
      if (!allowedCommands(rollout).includes(command)) {
        if (rollout.obeyed?.command === command) return said(rollout, 200);
        throw notNow(rollout, command);
      }
      await keep(deps, rollout, { command, ...asked, at: deps.now().toISOString() });
      await wake(deps, context, rollout);
      return said(rollout, 202);
    });
}

function commandOf(request: HttpRequest): RolloutCommand {
  const command = RolloutCommand.safeParse(request.params['command']);
  if (command.success) return command.data;
  throw invalid(
    'commandUnknown',
    `A rollout knows no command ${(request.params['command'] ?? '').slice(0, 40)}.`,
    `It knows ${RolloutCommand.options.join(', ')}.`,
  );
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

async function wake(
  deps: Dependencies,
  context: InvocationContext,
  { ended, fleet, id }: Rollout,
): Promise<void> {
  const client = clientOf(context);
  if (!ended) return ringOrRestart(client(), fleet);
  const receivedAt = deps.now().toISOString();
  const hint = {
    id: `rollout:${id}:${receivedAt}`,
    source: 'rollout' as const,
    what: `rollout ${id} goes on`,
  };
  return tellFleet(deps, client, { fleet, hint: { ...hint, receivedAt } });
}

function said(rollout: Rollout, status: 200 | 202): HttpResponseInit {
  const { id, fleet } = rollout;
  const follow = `/api/rollouts/${id}`;
  return {
    status,
    headers: { location: follow },
    jsonBody: { id, fleet, state: stateOf(rollout), timeline: `${follow}/timeline` },
  };
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
