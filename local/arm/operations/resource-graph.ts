import { invalidParameter } from '../errors.ts';
import { runQuery } from '../graph/query.ts';
import { tableRows } from '../graph/tables.ts';
import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { listAt, numberAt, textAt } from '../json.ts';
import type { World } from '../world.ts';

const MOST_ROWS = 1_000;

/** POST resources: one page of the rows a query finds, as objects. */
export function postResourceGraphQuery(world: World, request: ArmRequest): ArmResponse {
  const query = textAt(request.body, 'query');
  if (query === undefined || query.trim() === '')
    throw invalidParameter('The query must not be empty.', 'query');
  const subscriptions = listAt(request.body, 'subscriptions').map((id) => String(id).toLowerCase());
  const rows = runQuery(query, (table) => tableRows(world, table, { subscriptions, now: request.now }));
  const start = Number(
    textAt(request.body, 'options', '$skipToken') ?? numberAt(request.body, 'options', '$skip') ?? 0,
  );
  const top = Math.min(MOST_ROWS, numberAt(request.body, 'options', '$top') ?? MOST_ROWS);
  const data = rows.slice(start, start + top);
  const more = start + top < rows.length;
  return ok({
    totalRecords: rows.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: 'false',
    ...(more && { $skipToken: String(start + top) }),
  });
}
