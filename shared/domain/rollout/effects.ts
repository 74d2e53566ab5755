import type { Entry } from '../../contracts/rollout/record.ts';

/** What a rollout last made of its units: so many machines each is to have, none when it was removed. */
export function sizesMade(journal: Entry[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const entry of journal) {
    if (entry.facet === 'size') sizes.set(entry.of, entry.to.desired);
    if (isRemoval(entry)) sizes.set(entry.of, 0);
  }
  return sizes;
}

/** The units that a rollout removed. */
export function unitsRemoved(journal: Entry[]): string[] {
  return journal.filter((entry) => isRemoval(entry) && entry.outcome === 'done').map(({ of }) => of);
}

function isRemoval(entry: Entry): boolean {
  return entry.facet === 'existence' && entry.to === 'absent';
}
