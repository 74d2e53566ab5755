import type * as z from 'zod';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import type { CallerAnswer } from '../../shared/view/service-answers.ts';

/** `GET /api/me` */
export function getCaller(deps: Dependencies): Handler {
  return (_request, _context, { name, role = 'viewer' }) => {
    const now = deps.now().toISOString();
    const jsonBody = { name, role, access: deps.access, now } satisfies z.input<typeof CallerAnswer>;
    return Promise.resolve({ jsonBody });
  };
}
