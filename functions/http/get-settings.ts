import type * as z from 'zod';
import type { SettingsAnswer } from '../../shared/view/service-answers.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';

/** `GET /api/settings` */
export function getSettings(deps: Dependencies): Handler {
  const { installation, access, reconcileSchedule, reconcileMinutes, octopusServers } = deps;
  const jsonBody = {
    ...{ installation, access, reconcileSchedule, reconcileMinutes, octopusServers },
  } satisfies z.input<typeof SettingsAnswer>;
  return () => Promise.resolve({ jsonBody });
}
