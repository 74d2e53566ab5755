import fc from 'fast-check';

/** What a fleet may live through, one thing after another. Machines are named by their number. */
export type Event =
  | ({ kind: 'look' } & Seen)
  | { kind: 'lookAgain' }
  | { kind: 'sync' }
  | { kind: 'register' }
  | { kind: 'selfRegister'; machine: number }
  | { kind: 'stray'; owned: boolean }
  | { kind: 'removeTarget'; which: number }
  | { kind: 'health'; which: number; status: string }
  | { kind: 'prune'; approvedRemovals: number }
  | { kind: 'deploy' }
  /** `leftOut`: the machines that Octopus did not deploy to, by their place among those named. */
  | { kind: 'finish'; which: number; state: string; leftOut: number[] }
  | { kind: 'lose'; which: number }
  | { kind: 'deployedByOthers'; which: number; project: number; release: number; state: string }
  /** The fleet is to carry another release of the project, or an earlier one again. */
  | { kind: 'release'; project: number; release: number };

/** How the scale set changed since the look before, and how it is shown. */
export interface Seen {
  /** It was scaled to zero before the toggled machines came. */
  vacated: boolean;
  /** Machines that came or went. */
  toggled: number[];
  /** Provisioning state of each machine. */
  states: string[];
  /** How much more the capacity is than the number of machines. */
  extraCapacity: number;
  setState: string;
  odd: Oddity;
}

/** What may be wrong with a list: everything left out, one without vmId, one shown twice. */
export type Oddity = 'none' | 'empty' | 'nameless' | 'twice';

export type Step = Event & { seconds: number };

export interface Story {
  steps: Step[];
  secondLookSeconds: number;
  policy: { maxPerRun: number; dryRun: boolean; allowEmpty: boolean };
}

export const MACHINES = 6;
export const ATTEMPTS = 2;
/** Of each project. */
export const RELEASES = 3;

const often = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { weight: 18, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );

const machine = fc.nat(MACHINES - 1);
const which = fc.nat(50);

const look = fc.record({
  kind: fc.constant('look' as const),
  vacated: fc.nat(40).map((chance) => chance === 40),
  toggled: fc.oneof(
    fc.constant<number[]>([]),
    fc.constant<number[]>([]),
    fc.uniqueArray(machine, { maxLength: 3 }),
  ),
  states: fc.array(often('Succeeded', 'Creating', 'Updating', 'Failed', 'Deleting', 'Canceled'), {
    minLength: MACHINES,
    maxLength: MACHINES,
  }),
  extraCapacity: often(0, 1, 3, -1),
  setState: often('Succeeded', 'Updating', 'Failed', 'succeeded'),
  odd: often<Oddity>('none', 'empty', 'nameless', 'twice'),
});
const only = <K extends Event['kind']>(kind: K) => fc.constant({ kind });

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 14, arbitrary: look },
  { weight: 2, arbitrary: only('lookAgain') },
  { weight: 8, arbitrary: only('sync') },
  { weight: 8, arbitrary: only('register') },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('selfRegister' as const), machine }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stray' as const), owned: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('removeTarget' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('health' as const),
      which,
      status: fc.constantFrom('Healthy', 'HasWarnings', 'Unhealthy', 'Unavailable', 'Unknown'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('prune' as const), approvedRemovals: often(0, 1, 2, 9) }),
  },
  { weight: 9, arbitrary: only('deploy') },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      which,
      state: often('Success', 'Failed', 'TimedOut', 'Canceled'),
      leftOut: often<number[]>([], [0], [1], [0, 1, 2, 3, 4, 5]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('deployedByOthers' as const),
      which,
      project: fc.nat(1),
      release: fc.integer({ min: 1, max: RELEASES }),
      state: fc.constantFrom('Success', 'Executing', 'Queued', 'Failed', 'Canceled'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      project: fc.nat(1),
      release: fc.integer({ min: 1, max: RELEASES }),
    }),
  },
);

const step: fc.Arbitrary<Step> = fc
  .tuple(event, fc.constantFrom(0, 1, 5, 10, 15, 30, 60, 180))
  .map(([what, seconds]) => ({ ...what, seconds }));

/** Stories of a fleet of six machines, two projects, and everything that may go wrong with them. */
export const story: fc.Arbitrary<Story> = fc.record({
  steps: fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }),
  secondLookSeconds: fc.integer({ min: 1, max: 20 }),
  policy: fc.record({ maxPerRun: fc.nat(3), dryRun: often(false, true), allowEmpty: fc.boolean() }),
});
