import type { Handler } from '../access/guard.ts';
import type { Operation } from './operations/operation.ts';
import { NotInForm } from './problem-details.ts';

/** What the host takes from an address for itself. */
const OF_THE_HOST = ['code', 'clientId'];

/** Refuses parameters that an operation does not have: a filter that is misspelt would show everything as if it fitted. */
export function knowingQuery({ query = {}, isKeyed }: Operation, handler: Handler): Handler {
  // Services that send notices add to an address what they like.
  if (isKeyed) return handler;
  const known = [...Object.keys(query), ...OF_THE_HOST];
  return (request, context, caller) => {
    const unknown = [...new Set(request.query.keys())].filter((name) => !known.includes(name));
    if (unknown.length === 0) return handler(request, context, caller);
    const takes = Object.keys(query).join(', ') || 'none';
    throw new NotInForm(
      'query',
      unknown.map((path) => ({ path, message: `There is no such parameter; it takes ${takes}.` })),
    );
  };
}
