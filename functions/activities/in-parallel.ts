/** Octopus queues what comes faster; more at once only makes each answer slower. */
const AT_ONCE = 8;

/** Does `work` for each item, eight at a time unless told otherwise; results in the items’ order. All is tried before the first throw is passed on. */
export async function inParallel<T, R>(
  items: T[],
  work: (item: T) => Promise<R>,
  atOnce = AT_ONCE,
): Promise<R[]> {
  const settled: PromiseSettledResult<R>[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      [settled[index]] = await Promise.allSettled([work(items[index] as T)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}
