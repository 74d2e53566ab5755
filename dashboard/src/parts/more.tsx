interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Opens the next page of a list, where there is one. */
export function More({ list, what }: { list: Paged; what: string }) {
  if (!list.hasNextPage) return null;
  return (
    <button
      type="button"
      className="more"
      disabled={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      Show {what}
    </button>
  );
}
