import type { HintBatch } from '../../shared/contracts/hint.ts';
import { adviceOn } from '../../shared/domain/advice.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Targeting } from './fleet-context.ts';
import { changeStatus } from './fleet-status.ts';

/** Looks how the registry is set up around the fleet, when somebody has changed the fleet or asks for it, and puts advice on its status. */
export async function takeAdvice(
  deps: Dependencies,
  { name, scope }: Targeting,
  { sources }: HintBatch,
): Promise<void> {
  const isAsked = (sources['fleetChanged'] ?? 0) + (sources['operator'] ?? 0) > 0;
  if (!isAsked) return;
  const advice = adviceOn(await deps.registry.setUp(scope));
  await changeStatus(deps, name, ({ advice: _before, ...status }) =>
    advice.length === 0 ? status : { ...status, advice },
  );
}
