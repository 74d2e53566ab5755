import type { HintBatch } from '../../shared/contracts/hint.ts';
import { rowAskedAgain } from '../../shared/domain/deployments/ask-again.ts';
import type { Dependencies } from '../dependencies.ts';
import { saveChanged } from './fleet-context.ts';

/** An operator's hint makes due at once what was put off, and, when it says so, what was given up. */
export async function askAgain(deps: Dependencies, fleet: string, hints: HintBatch): Promise<void> {
  if ((hints.sources['operator'] ?? 0) === 0) return;
  const { retryDeployments = false } = hints;
  const before = await deps.stores.ledger.rows(fleet);
  const after = before.map((row) => rowAskedAgain(row, { retryDeployments }));
  await saveChanged(deps, fleet, { before, after });
}
