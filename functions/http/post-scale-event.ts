import type { HttpResponseInit } from '@azure/functions';
import { invalid } from '../../shared/contracts/problem.ts';
import { interpretPostedEvent, WRONG_DOOR } from '../../shared/domain/interpret-notice.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { takeEvent } from '../events/take-event.ts';
import { problemDetails } from './problem-details.ts';
import { readJson } from './read-body.ts';
import { accepted } from './reconcile-fleet.ts';

/** `POST /api/scale-events`: a notice of Azure Monitor in any of its forms, or `{"scaleSet": "<resource id>"}`. */
export function postScaleEvent(deps: Dependencies): Handler {
  return async (request, context) => {
    const raw = await readJson(request);
    const interpretation = interpretPostedEvent(raw);
    const taken = await takeEvent(deps, context, { door: 'http', raw, interpretation });
    if (taken.kind === 'hint') return accepted(...taken.fleets);
    throw invalid(taken.code, taken.reason, 'docs/events.md says what this door takes.');
  };
}

/** `OPTIONS /api/scale-events`: CloudEvents asks before it delivers; that it may not is better said now than at every delivery. */
export function refuseHandshake(): Handler {
  return () => Promise.resolve(handshakeAtWrongDoor());
}

function handshakeAtWrongDoor(): HttpResponseInit {
  const refusal = problemDetails(invalid('methodNotTaken', WRONG_DOOR, 'Send notices with POST.'));
  return { ...refusal, headers: { ...refusal.headers, allow: 'POST' } };
}
