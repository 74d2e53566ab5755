import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { mentions } from '../../shared/domain/explain.ts';
import type { Dependencies } from '../dependencies.ts';
import { TIMELINE_FILTER } from './operations/parameters.ts';
import { linked, pageIn } from './pages.ts';
import { inFormOf } from './read-body.ts';
import { readWhere } from './read-where.ts';

const Filter = z.object(TIMELINE_FILTER);
/** For one page. */
const SEARCHED = 2000;

/** A page of a fleet's or a rollout's story, of what the query asks for. */
export async function timelinePage(
  { stores }: Dependencies,
  request: HttpRequest,
  story: string,
): Promise<HttpResponseInit> {
  const { query } = request;
  const asked = { kind: query.get('kind'), subject: query.get('subject'), since: query.get('since') };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
  const filter = inFormOf(Filter, given, 'query');
  const read = (page: { take: number; before?: string }) => stores.timeline.read(story, page);
  const page =
    Object.keys(given).length === 0
      ? await read(pageIn(request))
      : await readWhere(read, pageIn(request), { ...where(filter), searched: SEARCHED });
  return { jsonBody: linked(request, page) };
}

function where({ kind, subject, since }: z.infer<typeof Filter>) {
  const kinds = kind?.split(',');
  const from = since === undefined ? -Infinity : Date.parse(since);
  const isAbout = (entry: TimelineEntry) =>
    subject === undefined ||
    [entry.reactionId, entry.rolloutId].includes(subject) ||
    mentions(entry, [subject]);
  return {
    fits: (entry: TimelineEntry) => (kinds?.includes(entry.kind) ?? true) && isAbout(entry),
    isBeyond: ({ at }: TimelineEntry) => Date.parse(at) < from,
  };
}
