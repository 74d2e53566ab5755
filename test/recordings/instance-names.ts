/**
 * Which instance of the simulator stands for which recorded one. Neither side chooses its ids the same way twice, so
 * they are paired when a list shows both, in the order of their ids, and paired anew when one of a pair is gone.
 */
export class InstanceNames {
  readonly #pairs = new Map<string, Map<string, string>>();

  /** Pairs what two lists of one scale set show; pairs of which both are still there stay. */
  learn(scaleSet: string, recorded: string[], simulated: string[]): void {
    const known = [...(this.#pairs.get(scaleSet) ?? [])];
    const kept = known.filter(([theirs, ours]) => recorded.includes(theirs) && simulated.includes(ours));
    const keptTheirs = new Set(kept.map(([theirs]) => theirs));
    const keptOurs = new Set(kept.map(([, ours]) => ours));
    const present = paired(
      recorded.filter((id) => !keptTheirs.has(id)),
      simulated.filter((id) => !keptOurs.has(id)),
    );
    // A recording may go on asking for those that are gone, so they are paired with our own that are gone.
    const gone = paired(
      known.map(([theirs]) => theirs).filter((id) => !recorded.includes(id)),
      known.map(([, ours]) => ours).filter((id) => !simulated.includes(id)),
    );
    this.#pairs.set(scaleSet, new Map([...gone, ...kept, ...present]));
  }

  /** Pairs those that no list shows any more, or yet: what the network still has of them names them. */
  learnHidden(scaleSet: string, recorded: string[], simulated: string[]): void {
    const known = this.#pairs.get(scaleSet) ?? new Map<string, string>();
    // Without a list only as many on both sides can be the same ones.
    if (known.size === 0 && recorded.length !== simulated.length) return;
    this.#pairs.set(scaleSet, known);
    const taken = new Set(known.values());
    const free = simulated.filter((id) => !taken.has(id));
    for (const [theirs, ours] of paired(
      recorded.filter((id) => !known.has(id)),
      free,
    ))
      known.set(theirs, ours);
  }

  knows(scaleSet: string): boolean {
    return this.#pairs.has(scaleSet);
  }

  /** The simulator's id for a recorded one, as far as any is known. */
  simulated(scaleSet: string, recorded: string): string | undefined {
    return this.#pairs.get(scaleSet)?.get(recorded);
  }

  /** As `simulated`, for a name that may belong to any set; the same when it belongs to none. */
  anywhere(recorded: string): string {
    for (const pairs of this.#pairs.values()) {
      const found = pairs.get(recorded);
      if (found !== undefined) return found;
    }
    return recorded;
  }
}

function paired(theirs: string[], ours: string[]): Array<[string, string]> {
  return theirs.slice(0, ours.length).map((id, index) => [id, ours[index] ?? id]);
}
