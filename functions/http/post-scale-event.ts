import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { interpretPostedEvent } from '../../shared/domain/interpret-event.ts';
import type { Dependencies } from '../dependencies.ts';
import { takeEvent } from '../events/take-event.ts';
import { answer, HttpProblem } from './problem-details.ts';
import { readJson } from './read-body.ts';
import { accepted } from './reconcile-fleet.ts';

/** `POST /api/scale-events`: an autoscale webhook, a common alert, or `{"scaleSet": "<resource id>"}`. */
export function postScaleEvent(deps: Dependencies) {
  return (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    answer(async () => {
      const raw = await readJson(request);
      const interpretation = interpretPostedEvent(raw);
      const taken = await takeEvent(deps, context, { door: 'http', raw, interpretation });
      if (taken.kind === 'hint') return accepted(taken.fleet);
      const status = taken.code === 'scaleSetUnknown' ? 404 : 400;
      throw new HttpProblem({ status, code: taken.code, detail: taken.reason });
    });
}
