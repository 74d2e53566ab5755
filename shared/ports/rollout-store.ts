import type { AskedCommand, Entry, Rollout } from '../contracts/rollout/record.ts';
import type { SavedValues } from './rollout.ts';
import type { Page } from './page.ts';

/** A rollout as it lies on the desk: its record, its journal, and what it was told meanwhile. */
export interface RolloutFile {
  rollout: Rollout;
  /** In the order of `seq`. */
  journal: Entry[];
  /** Not obeyed yet, oldest first. */
  asked: AskedCommand[];
  /** Of the record as it was read. */
  version: string;
}

/** What a turn writes, in one transaction. */
export interface TurnTaken {
  rollout: Rollout;
  /** New entries, and those that changed. */
  entries?: Entry[];
  /** Commands that were obeyed, or refused. */
  obeyed?: AskedCommand[];
}

/** Rollouts, their journals and commands. One of a fleet's is under way at most. */
export interface Rollouts {
  /**
   * Puts a new one under way, or again one that has ended. Throws Conflict `rolloutUnderWay` that names the first when
   * another one of the fleet's is; the same one again is content.
   */
  begin(rollout: Rollout): Promise<void>;
  /** The id of the one that is under way. One read. */
  underWay(fleet: string): Promise<string | undefined>;
  /** One read, however much there is of it. */
  open(fleet: string, id: string): Promise<RolloutFile | undefined>;
  /** Newest first. */
  list(fleet: string, page: { take: number; before?: string }): Promise<Page<Rollout>>;
  /**
   * Throws Conflict `rolloutChanged` when somebody wrote the record since it was read; then nothing was written. One that
   * has ended is not under way any more.
   */
  commit(file: RolloutFile, taken: TurnTaken): Promise<void>;
  /** Keeps a command for the next turn; the same one for the same place again is content. */
  ask(fleet: string, id: string, command: AskedCommand): Promise<void>;
  saved(fleet: string): SavedValues;
}
