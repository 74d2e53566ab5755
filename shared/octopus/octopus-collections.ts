import type * as z from 'zod';
import type { OctopusCall, OctopusClient } from './octopus-client.ts';
import { transient } from './octopus-errors.ts';
import { pageOf } from './octopus-schemas.ts';

/** A collection: where it is and what its items look like. */
export interface Collection<Item extends z.ZodType> {
  path: string;
  query?: OctopusCall['query'];
  item: Item;
  /** Items per page; Octopus would answer 30. */
  take?: number;
  /** So many of the first are left out. */
  from?: number;
}

const MOST_PAGES = 1000;

/** The pages one after the other; none beyond what Octopus says there is. */
export async function* pagesOf<Item extends z.ZodType>(client: OctopusClient, collection: Collection<Item>) {
  const { path, query = {}, item, take = 1000, from = 0 } = collection;
  const schema = pageOf(item);
  let skip = from;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await client.send(schema, { path, query: { ...query, skip, take } });
    yield { items: page.Items, total: page.TotalResults };
    skip += page.Items.length;
    if (skip >= page.TotalResults) return;
    if (page.Items.length === 0) throw incomplete();
  }
  throw incomplete();
}

/**
 * All items or a throw, never a part. Pages are cut anew on each call: a thing that is removed meanwhile moves another
 * one over the edge and out of sight, so a total that changes, or an item seen twice, counts as a failure.
 */
export async function listAll<Item extends z.ZodType<{ Id: string }>>(
  client: OctopusClient,
  collection: Collection<Item>,
): Promise<z.infer<Item>[]> {
  const found = new Map<string, z.infer<Item>>();
  const totals = new Set<number>();
  for await (const { items, total } of pagesOf(client, collection)) {
    totals.add(total);
    for (const item of items) found.set(item.Id, item);
  }
  if (totals.size > 1 || !totals.has(found.size)) throw incomplete();
  return [...found.values()];
}

/** So many ids still fit into a URL that every server and proxy accepts. */
const IDS_PER_CALL = 200;

/** Those of the things that are there, by their ids; none, and no call, for no ids: Octopus would answer all things. */
export async function itemsById<Item extends z.ZodType<{ Id: string }>>(
  client: OctopusClient,
  { path, item }: Pick<Collection<Item>, 'path' | 'item'>,
  ids: string[],
): Promise<z.infer<Item>[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== '');
  const found: z.infer<Item>[] = [];
  for (let from = 0; from < wanted.length; from += IDS_PER_CALL) {
    const some = wanted.slice(from, from + IDS_PER_CALL);
    const page = await client.send(pageOf(item), { path, query: { ids: some, skip: 0, take: some.length } });
    found.push(...page.Items.filter(({ Id }) => some.includes(Id)));
  }
  return found;
}

function incomplete() {
  return transient('octopusListIncomplete', 'A list of Octopus changed while it was read, or is not whole.');
}
