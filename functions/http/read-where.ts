import type { Page } from '../../shared/ports/page.ts';

interface PageAsked {
  take: number;
  before?: string;
}

interface Where<T> {
  fits: (item: T) => boolean;
  /** Nothing after an item of which this is true can fit. */
  isBeyond?: (item: T) => boolean;
  /** So many items are looked at for one page at most. */
  searched: number;
}

/**
 * The items of a list that fit, in pages. A page may be short of `take`, or empty, although there is a next one: what it took to
 * find them is bounded.
 */
export async function readWhere<T>(
  read: (page: PageAsked) => Promise<Page<T>>,
  { take, before }: PageAsked,
  { fits, isBeyond = () => false, searched }: Where<T>,
): Promise<Page<T>> {
  const items: T[] = [];
  let at = before;
  for (let looked = 0; looked < searched;) {
    const size = take - items.length;
    const page = await read({ take: size, ...(at === undefined ? {} : { before: at }) });
    const end = page.items.findIndex(isBeyond);
    items.push(...(end < 0 ? page.items : page.items.slice(0, end)).filter(fits));
    if (end >= 0 || page.next === undefined) return { items };
    at = page.next;
    looked += size;
    // The last few would be looked for one by one.
    if (items.length > take / 2) break;
  }
  return at === undefined ? { items } : { items, next: at };
}
