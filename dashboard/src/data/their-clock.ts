/** The app's own time as it was read, beside ours: milliseconds since the epoch. */
interface Reading {
  theirs: number;
  ours: number;
}

const AS_OURS: Reading = { theirs: 0, ours: 0 };
/** Two readings closer together say nothing of how fast it runs. */
const APART_MS = 3000;

/**
 * What time it is for the app. On a machine of one's own it may run sixty times as fast as ours, which two readings tell; until
 * then, and on Azure for ever, it runs as ours does.
 */
export class TheirClock {
  #last: Reading | undefined;
  #rate = 1;

  read(theirs: string, ours: number): void {
    const reading = { theirs: Date.parse(theirs), ours };
    const last = this.#last;
    if (last && ours - last.ours < APART_MS) return;
    if (last) this.#rate = (reading.theirs - last.theirs) / (ours - last.ours);
    this.#last = reading;
  }

  now(ours: number): number {
    const { theirs, ours: then } = this.#last ?? AS_OURS;
    return theirs + (ours - then) * this.#rate;
  }
}
