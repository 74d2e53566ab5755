import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CallerAnswer, Page } from './answers.ts';
import { isWatchedClosely, read, Refusal } from './api.ts';

/** How often what is shown is asked for anew; a page that nobody sees asks for nothing. */
const WHILE_SOMETHING_RUNS_MS = 2000;
const AT_REST_MS = 15_000;

function pause(isBusy: boolean): number {
  return isBusy || isWatchedClosely() ? WHILE_SOMETHING_RUNS_MS : AT_REST_MS;
}

/** A refusal stays one; anything else may have been the line. */
const retry = (failures: number, error: Error) =>
  failures < 2 && !(error instanceof Refusal && error.status < 500);

/** What the API says under a path, kept up to date. `isBusy`: something runs in what was read. */
export function useApi<T>(path: string, isBusy: (data: T) => boolean = () => false) {
  return useQuery<T>({
    queryKey: [path],
    queryFn: ({ signal }) => read<T>(path, signal),
    refetchInterval: ({ state: { data } }) => pause(data !== undefined && isBusy(data)),
    placeholderData: keepPreviousData,
    retry,
  });
}

/** A list in pages, of which those that were opened are kept up to date. */
export function useList<T>(path: string, { isBusy = false, take = 100 } = {}) {
  const joint = path.includes('?') ? '&' : '?';
  return useInfiniteQuery({
    queryKey: [path],
    queryFn: ({ pageParam, signal }) => {
      const before = pageParam === '' ? '' : `&before=${encodeURIComponent(pageParam)}`;
      return read<Page<T>>(`${path}${joint}take=${take}${before}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ next }: Page<T>) => next,
    refetchInterval: () => pause(isBusy),
    retry,
  });
}

const MOST_PER_PAGE = 500;

/**
 * All of a list: its further pages come by themselves, one after the other. One that has some is asked for at leisure whatever
 * runs in it: in so many something always does.
 */
export function useWholeList<T>(path: string, { isBusy }: { isBusy: (item: T) => boolean }) {
  const [isLively, setLively] = useState(false);
  const list = useList<T>(path, { isBusy: isLively, take: MOST_PER_PAGE });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = list;
  const [first, ...others] = data?.pages ?? [];
  const isLivelyNow =
    others.length === 0 && first?.next === undefined && (first?.items.some(isBusy) ?? false);
  if (isLivelyNow !== isLively) setLively(isLivelyNow);
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return list;
}

/** A list of which one page is shown at a time, and kept up to date: however long it is, it costs no more than that. */
export function usePages<T>(path: string, { isBusy }: { isBusy: boolean }) {
  const [befores, setBefores] = useState<string[]>([]);
  const before = befores.at(-1);
  const from = before === undefined ? '' : `&before=${encodeURIComponent(before)}`;
  const asked = useApi<Page<T>>(`${path}?take=${MOST_PER_PAGE}${from}`, () => isBusy);
  const next = asked.isPlaceholderData ? undefined : asked.data?.next;
  return {
    asked,
    number: befores.length + 1,
    onNext: next === undefined ? undefined : () => setBefores([...befores, next]),
    onPrevious: befores.length === 0 ? undefined : () => setBefores(befores.slice(0, -1)),
  };
}

/** Who looks at the pages; until that is known somebody who may do nothing. */
export function useCaller(): CallerAnswer | undefined {
  return useApi<CallerAnswer>('me').data;
}

/** Whether buttons are shown at all: a viewer sees none. */
export function useMayAct(): boolean {
  const role = useCaller()?.role;
  return role === 'operator' || role === 'admin';
}
