import * as z from 'zod';
import type { Hint } from '../contracts/hint.ts';
import type { Waking } from '../ports/stores.ts';
import type { Change, Partition, RowStore } from './row-store.ts';
import { parseIfReadable } from './stored-value.ts';

/** The row that says that somebody wakes the fleet. */
export const WAKING = '~waking';
const WakingClaim = z.object({ at: z.string() });
/** Below Event Grid's first retry, which must find a claim lapsed whose owner died before it could ring. */
const CLAIM_COUNTS_FOR_MS = 8000;
/** One transaction, with the claim. */
const MOST_AT_ONCE = 99;

/** In a burst, how long a hint waits for others to share a transaction with. */
const COMPANY_MS = 5;

/** One fleet's inbox, and what this process knows of its claim. */
export interface Inbox {
  partition: Partition;
  put: (hint: Hint) => Change;
  /** When a claim was last seen to hold, in the hints' own time; nothing is decided by it but what is tried first. */
  claimSeenAt: number;
}

interface Letter {
  hint: Hint;
  resolve: (waking: Waking) => void;
  reject: (error: unknown) => void;
}

/**
 * Brings hints to a fleet's inbox. Those that come while others are being written go together in the next transaction, so
 * a burst costs little more than one hint; each is acknowledged only once it is written.
 */
export class HintMail {
  readonly #rows: RowStore;
  readonly #inbox: Inbox;
  readonly #waiting: Letter[] = [];
  #isGoing = false;

  constructor(rows: RowStore, inbox: Inbox) {
    this.#rows = rows;
    this.#inbox = inbox;
  }

  deliver(hint: Hint): Promise<Waking> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ hint, resolve, reject });
      if (!this.#isGoing) void this.#goUntilEmpty();
    });
  }

  async #goUntilEmpty(): Promise<void> {
    this.#isGoing = true;
    while (this.#waiting.length > 0) {
      // A single hint goes at once. Who comes while a look is under way anyway can wait for company.
      if (this.#isBurst()) await new Promise((resolve) => setTimeout(resolve, COMPANY_MS));
      const letters = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        const waking = await this.#write(letters.map(({ hint }) => hint));
        letters.forEach(({ resolve }, index) => resolve(index === 0 ? waking : 'awaited'));
      } catch (error) {
        letters.forEach(({ reject }) => reject(error));
      }
    }
    this.#isGoing = false;
  }

  #isBurst(): boolean {
    const [first] = this.#waiting;
    return first !== undefined && countsStill(this.#inbox.claimSeenAt, first.hint.receivedAt);
  }

  /** A claim goes into the same transaction unless one is likely to hold; else it is asked for after the hints are there. */
  async #write(hints: Hint[]): Promise<Waking> {
    const { partition, put, claimSeenAt } = this.#inbox;
    const at = hints.at(-1)?.receivedAt ?? '';
    const puts = hints.map(put);
    if (!countsStill(claimSeenAt, at)) {
      const claim: Change = { do: 'insert', key: WAKING, value: { at } };
      if ((await this.#rows.write(partition, [claim, ...puts])) === 'written')
        return this.#claimed(at, 'ring');
    }
    await this.#rows.write(partition, puts);
    return this.#claim(at);
  }

  async #claim(at: string): Promise<Waking> {
    const { partition } = this.#inbox;
    const row = await this.#rows.get(partition, WAKING);
    const since = Date.parse((row && parseIfReadable(WakingClaim, row)?.at) ?? '');
    if (countsStill(since, at)) {
      this.#inbox.claimSeenAt = since;
      return 'awaited';
    }
    const value = { at };
    const claim: Change = row
      ? { do: 'replace', key: WAKING, value, version: row.version }
      : { do: 'insert', key: WAKING, value };
    // Of two that claim at once one does, and wakes for both: their hints are there already.
    if ((await this.#rows.write(partition, [claim])) === 'conflict') return 'awaited';
    return this.#claimed(at, row ? 'unanswered' : 'ring');
  }

  #claimed(at: string, waking: Waking): Waking {
    this.#inbox.claimSeenAt = Date.parse(at);
    return waking;
  }
}

function countsStill(since: number, at: string): boolean {
  return Math.abs(Date.parse(at) - since) < CLAIM_COUNTS_FOR_MS;
}
