interface Turning {
  what: string;
  /** Of the page that is shown, from 1. */
  number: number;
  onNext: (() => void) | undefined;
  onPrevious: (() => void) | undefined;
}

/** Turns the pages of a list that has more than one. */
export function Pager({ what, number, onNext, onPrevious }: Turning) {
  return (
    <nav className="buttons" aria-label={`Pages of ${what}`}>
      <button type="button" disabled={!onPrevious} onClick={onPrevious}>
        Previous
      </button>
      <span aria-live="polite">Page {number}</span>
      <button type="button" disabled={!onNext} onClick={onNext}>
        Next
      </button>
    </nav>
  );
}
