import { azureUnreadableAnswer } from './arm-errors.ts';

/** More pages than any scale set has; a list that goes on longer leads in a circle. */
const MOST_PAGES = 1000;

interface Paged<T> {
  byPage(): AsyncIterable<T[]>;
}

/** Every item of every page, or a throw: a part of a list must never pass for the whole (rule 4). */
export async function allPages<T>(list: Paged<T>): Promise<T[]> {
  const items: T[] = [];
  let pages = 0;
  for await (const page of list.byPage()) {
    if (++pages > MOST_PAGES) throw azureUnreadableAnswer(`a list of more than ${MOST_PAGES} pages`);
    for (const item of page) items.push(item);
  }
  return items;
}
