/** What the program ends with; scripts decide by it. */
export const EXIT = {
  ok: 0,
  /** The program or the API failed, or nobody answers. */
  failed: 1,
  /** The program was called wrongly. */
  usage: 2,
  notFound: 3,
  /** Not signed in, or not allowed to. */
  notAllowed: 4,
  /** Not in this state, or somebody else was there first. */
  conflict: 5,
  /** A document has problems, or a plan says that it cannot start. */
  problems: 6,
  /** The rollout was rolled back, or is blocked on its way back. */
  notRolledOut: 10,
  /** It was rolled back because somebody aborted it. */
  aborted: 11,
  /** It was watched for as long as was asked, and goes on. */
  stillRunning: 12,
  /** The rollout waits for a person. */
  paused: 13,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];
