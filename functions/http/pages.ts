import type { HttpRequest } from '@azure/functions';
import * as z from 'zod';
import { invalid } from '../../shared/contracts/problem.ts';
import type { Page } from '../../shared/ports/page.ts';
import { MOST_PER_PAGE, PAGE } from './operations/parameters.ts';

const PageQuery = z.object(PAGE);

/** `?take=` (1 to 500, default 100) and `?before=`, the `next` of the page before. */
export function pageIn({ query }: HttpRequest): { take: number; before?: string } {
  const page = PageQuery.safeParse({
    take: query.get('take') ?? undefined,
    before: query.get('before') ?? undefined,
  });
  if (!page.success)
    throw invalid(
      'invalidPage',
      `take must be 1 to ${MOST_PER_PAGE}.`,
      'Leave it out for 100, and go on with the `nextLink` of each page.',
    );
  const { take, before } = page.data;
  return { take, ...(before ? { before } : {}) };
}

/** A page with the whole address of the next one; a key in this page's address is not passed on. */
export function linked<T>({ url }: HttpRequest, page: Page<T>): Page<T> & { nextLink?: string } {
  if (page.next === undefined) return page;
  const link = new URL(url);
  link.searchParams.delete('code');
  link.searchParams.set('before', page.next);
  return { ...page, nextLink: link.href };
}

/** The whole address of something else in this API. */
export function addressOf({ url }: HttpRequest, path: string): string {
  return new URL(path, url).href;
}
