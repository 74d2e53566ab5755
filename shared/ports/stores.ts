import type { Fleet, FleetStatus, NamedFleet } from '../contracts/fleet.ts';
import type { Hint, HintBatch, QuarantinedEvent } from '../contracts/hint.ts';
import type { LedgerRow, OrphanRow } from '../contracts/ledger.ts';
import type { NewTimelineEntry, TimelineEntry } from '../contracts/timeline.ts';
import type { Member } from '../contracts/member.ts';
import type { PlannedDeployment, Reaction } from '../contracts/reaction.ts';
import type { Page } from './page.ts';
import type { Rollouts } from './rollout-store.ts';

/** A fleet as it is found before it is written; one that cannot be read is there all the same. */
export interface FoundFleet {
  isThere: boolean;
  fleet: Fleet | undefined;
}

export interface Putting {
  /** When (ISO 8601), for its live base. */
  at?: string;
  /** Judges what would be replaced, which stays so until it is. */
  fits?: (found: FoundFleet) => void;
  /**
   * Judges the other fleets that can be read, none of which is pointed at the same Octopus server, or to other targets
   * there, until the fleet is written. Not asked where the fleet says of its targets what it said before.
   */
  sharesNone?: (others: NamedFleet[]) => void;
}

/** The fleets and what they are doing. A scale set belongs to at most one fleet. */
export interface Fleets {
  get(name: string): Promise<NamedFleet | undefined>;
  /** The same of one that perhaps cannot be read: whoever puts it repairs it. */
  find(name: string): Promise<FoundFleet>;
  /** All that can be read. */
  list(): Promise<NamedFleet[]>;
  /** By name, each with its status; two reads a page. `before`: the `next` of the page before. */
  page(page: { take: number; before?: string }): Promise<Page<NamedFleet & { status?: FleetStatus }>>;
  /** Throws Conflict `scaleSetTaken` when another fleet has this scale set, and whatever `fits` and `sharesNone` throw; then nothing was written. */
  put(name: string, fleet: Fleet, how?: Putting): Promise<'created' | 'replaced'>;
  /** All its members are let go with it. */
  delete(name: string): Promise<'deleted' | 'absent'>;
  /** The fleet's live members, the base first, then the revisions in the order in which they were claimed. One read. */
  members(fleet: NamedFleet): Promise<Member[]>;
  /**
   * Makes a scale set, which need not be there yet, a live revision of the fleet: from now on its events lead to the fleet.
   * Doing it again changes nothing. Throws Conflict `scaleSetTaken` when another fleet has it, Permanent `fleetNotFound`.
   */
  claimMember(name: string, claim: { scaleSet: string; at: string }): Promise<void>;
  /** Lets a revision go; the base, what is no member and what is another fleet's stay as they are. */
  releaseMember(name: string, scaleSetId: string): Promise<void>;
  /** The name of the fleet that has this scale set, as its base or as a member; ids compare case-insensitively. One read. */
  ofScaleSet(scaleSetId: string): Promise<string | undefined>;
  status(name: string): Promise<FleetStatus | undefined>;
  saveStatus(name: string, status: FleetStatus): Promise<void>;
}

/** Whether whoever brings a hint must wake the fleet. */
export type Waking = 'ring' | 'unanswered' | 'awaited';

/** Hints that wait for their fleet; an added hint survives any crash (rule 2). */
export interface HintInbox {
  add(fleet: string, hint: Hint): Promise<void>;
  /**
   * The same, and says who must wake the fleet now. Not this caller (`awaited`) while a wake-up is under way that no
   * `collect` has followed yet: that collect will find this hint too. A claim to wake counts for seconds only, in case its
   * owner died: `unanswered` is to wake the fleet after one that no collect ever followed.
   */
  deliver(fleet: string, hint: Hint): Promise<Waking>;
  /** Gives a claim back whose wake-up failed. */
  releaseWaking(fleet: string): Promise<void>;
  /** Ends the claim on waking, then reads; removes no hint: the answer may be lost. */
  collect(fleet: string): Promise<HintBatch>;
  /** When the oldest hint that waits was received; changes nothing. */
  oldest(fleet: string): Promise<string | undefined>;
  /** Removes all hints up to and including `through`. */
  clear(fleet: string, through: string): Promise<void>;
}

/** One row per instance, and one per owned target without an instance. */
export interface Ledger {
  rows(fleet: string): Promise<LedgerRow[]>;
  save(fleet: string, rows: LedgerRow[]): Promise<void>;
  remove(fleet: string, vmIds: string[]): Promise<void>;
  /** The fleet whose ledger has the VM with this resource id, of those whose name says nothing of their scale set. One read. */
  fleetOf(resourceId: string): Promise<string | undefined>;
  orphans(fleet: string): Promise<OrphanRow[]>;
  /** Replaces all orphans of the fleet. */
  saveOrphans(fleet: string, orphans: OrphanRow[]): Promise<void>;
}

/** What happened to a fleet, and why. Entries with the same key overwrite each other, so writing twice is harmless. */
export interface Timeline {
  append(fleet: string, entries: NewTimelineEntry[]): Promise<void>;
  /** Newest first. `before`: the `next` of the page before. */
  read(fleet: string, page: { take: number; before?: string }): Promise<Page<TimelineEntry>>;
}

/** Reactions and the deployments they planned. */
export interface Reactions {
  save(reaction: Reaction): Promise<void>;
  get(fleet: string, id: string): Promise<Reaction | undefined>;
  /** Newest first. */
  list(fleet: string, page: { take: number; before?: string }): Promise<Page<Reaction>>;
  saveDeployments(fleet: string, deployments: PlannedDeployment[]): Promise<void>;
  deployment(fleet: string, id: string): Promise<PlannedDeployment | undefined>;
  /** Planned or requested, not finished. One read of a small partition, however many have finished. */
  openDeployments(fleet: string): Promise<PlannedDeployment[]>;
}

/** Events that led to nothing. */
export interface QuarantinedEvents {
  add(event: QuarantinedEvent): Promise<void>;
  /** Newest first. */
  list(page: { take: number; before?: string }): Promise<Page<QuarantinedEvent>>;
}

/** All of the app's own state. */
export interface Stores {
  fleets: Fleets;
  hints: HintInbox;
  ledger: Ledger;
  timeline: Timeline;
  reactions: Reactions;
  rollouts: Rollouts;
  quarantine: QuarantinedEvents;
}
