import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { invalid } from '../../../shared/contracts/problem.ts';
import { type Rollout, RolloutCommand } from '../../../shared/contracts/rollout/record.ts';
import { stateOf } from '../../../shared/domain/rollout/state.ts';
import type { Handler } from '../../access/guard.ts';
import type { Dependencies } from '../../dependencies.ts';
import { ringOrRestart } from '../../inbox/ring.ts';
import { clientOf, tellFleet } from '../../inbox/tell-fleet.ts';
import { CommandRequest } from '../operations/bodies.ts';
import { addressOf } from '../pages.ts';
import { inFormOf, readOptionalJson } from '../read-body.ts';
import { askRollout } from './ask-rollout.ts';
import { findRollout, rolloutNow } from './find-rollout.ts';

/**
 * `POST /api/rollouts/{rollout}/{command}`: kept durably, obeyed at the rollout's next turn. A command that was obeyed last is
 * content to be repeated; one that does not fit the state is refused, with those that do.
 */
export function commandRollout(deps: Dependencies): Handler {
  return async (request, context, { name }) => {
    const command = commandOf(request);
    const file = await findRollout(deps, request);
    const asked = inFormOf(CommandRequest, await readOptionalJson(request), 'request');
    // Who has signed in is known; what a key's holder says of themselves is believed.
    const isKept = await askRollout(deps, file, { command, ...asked, ...(name ? { by: name } : {}) });
    // Whoever asked before may have died before the fleet was woken.
    const isAwaited = isKept || file.asked.length > 0;
    if (isAwaited) await wake(deps, context, file.rollout);
    return said(request, await rolloutNow(deps, file.rollout), isAwaited ? 202 : 200);
  };
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

function said(request: HttpRequest, rollout: Rollout, status: 200 | 202): HttpResponseInit {
  const { id, fleet } = rollout;
  const follow = `/api/rollouts/${id}`;
  return {
    status,
    headers: { location: follow, 'operation-location': addressOf(request, follow) },
    jsonBody: { id, fleet, state: stateOf(rollout), timeline: `${follow}/timeline` },
  };
}
