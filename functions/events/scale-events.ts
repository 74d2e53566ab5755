import type { InvocationContext } from '@azure/functions';
import { interpretGridEvent } from '../../shared/domain/interpret-event.ts';
import type { Dependencies } from '../dependencies.ts';
import { takeEvent } from './take-event.ts';

/**
 * The Event Grid door. What would not become better by being delivered again is taken with a yes and put aside: Event
 * Grid never retries 400, 401 or 413, and would only repeat the rest.
 */
export function scaleEvents(deps: Dependencies) {
  return async (event: unknown, context: InvocationContext): Promise<void> => {
    const interpretation = interpretGridEvent(event);
    await takeEvent(deps, context, { door: 'eventGrid', raw: event, interpretation });
  };
}
