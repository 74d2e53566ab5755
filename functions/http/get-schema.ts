import { invalid } from '../../shared/contracts/problem.ts';
import type { Handler } from '../access/guard.ts';
import { SCHEMAS } from './schemas/index.ts';

/** `GET /api/schemas/{schema}`: for editors. */
export function getSchema(): Handler {
  return ({ params }) => {
    const found = Object.entries(SCHEMAS).find(([name]) => name === params['schema']);
    if (found) return Promise.resolve({ jsonBody: found[1]() });
    const known = Object.keys(SCHEMAS).join(' and ');
    throw invalid('schemaUnknown', 'There is no such schema.', `There are ${known}.`);
  };
}
