import { validationFailed } from '../errors.ts';
import type { OctopusRequest } from '../server/request.ts';

const DEFAULT_TAKE = 30;
/** Links to single pages stop here, so that `take=1` on a long list does not answer thousands of links. */
const PAGE_LINKS = 50;

export interface Page<T> {
  itemType: string;
  /** All that match, in their order. */
  matching: readonly T[];
  /** The address of the collection, as `/api/Spaces-1/machines`. */
  self: string;
  show: (item: T) => unknown;
}

/** One page of a collection in Octopus's envelope; only the items of the page are rendered. */
export function paged<T>(request: OctopusRequest, page: Page<T>): Record<string, unknown> {
  const skip = count(request, 'skip', 0);
  const take = count(request, 'take', DEFAULT_TAKE);
  const total = page.matching.length;
  const pages = take === 0 ? 1 : Math.max(1, Math.ceil(total / take));
  return {
    Id: null,
    ItemType: page.itemType,
    TotalResults: total,
    ItemsPerPage: take,
    NumberOfPages: pages,
    LastPageNumber: pages - 1,
    Items: page.matching.slice(skip, skip + take).map(page.show),
    Links: links(request, page.self, { skip, take, total, pages }),
  };
}

function count(request: OctopusRequest, name: string, absent: number): number {
  const text = request.query.one(name);
  if (text === undefined || text === '') return absent;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw validationFailed(`The value '${text}' is not valid for ${name}.`);
  return value;
}

function links(
  request: OctopusRequest,
  self: string,
  { skip, take, total, pages }: { skip: number; take: number; total: number; pages: number },
): Record<string, string> {
  const at = (from: number, size = take) => `${self}?${request.query.with({ skip: from, take: size })}`;
  const result: Record<string, string> = {
    Self: at(skip),
    Template: `${self}{?skip,take}`,
    'Page.All': at(0, 2_147_483_647),
  };
  for (let page = 0; page < Math.min(pages, PAGE_LINKS); page++) result[`Page.${page}`] = at(page * take);
  result['Page.Current'] = at(skip);
  if (take > 0 && skip + take < total) result['Page.Next'] = at(skip + take);
  result['Page.Last'] = at((pages - 1) * take);
  return result;
}
