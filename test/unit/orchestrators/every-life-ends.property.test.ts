import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type {
  Activities,
  ActivityName,
  Look,
  ReactionSummary,
} from '../../../shared/contracts/activities.ts';
import type { Problem } from '../../../shared/contracts/problem.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { liveOnce, type Outside } from './pretend-life.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
/** Deadline 30, patience 45 for each of a handful of calls in a row that never get through, twice 45 for asking, and pauses. */
const LONGEST_LIFE_MINUTES = 8 * 60;

const POLICY = {
  ...{ deadlineMinutes: 30, stabilitySeconds: 6, secondLookSeconds: 20 },
  ...{ registrationMinutes: 5, healthMinutes: 3 },
};

/** How the outside is, as numbers from 0 (never) to 1 (always). */
const moods = fc.record({
  seed: fc.integer(),
  passingTrouble: fc.constantFrom(0, 0.01, 0.5),
  staleness: fc.constantFrom(0, 0.5, 1),
  newcomers: fc.constantFrom(0, 0.5, 1),
  lack: fc.constantFrom(0, 0.5, 1),
  hope: fc.constantFrom(0, 0.5, 1),
  illness: fc.constantFrom(0, 0.5, 1),
  due: fc.constantFrom(0, 0.5, 1),
  missing: fc.constantFrom(0, 0.5, 1),
  secondsForAnActivity: fc.constantFrom(0, 1, 61, 120),
  ringsEverySeconds: fc.constantFrom(7, 61, 300, 86_400),
  onDeadline: fc.constantFrom('proceed' as const, 'fail' as const),
});
type Mood = typeof moods extends fc.Arbitrary<infer T> ? T : never;
/** The same with any numbers. */
type Moods = { [K in keyof Mood]: Mood[K] extends number ? number : Mood[K] };

test('whatever the outside answers for ever, each life of the care ends within its bounds', () => {
  fc.assert(
    fc.property(moods, (mood) => {
      const { minutes } = liveOnce(outsideIn(mood), START, { fleet: 'web', last: LAST });
      expect(minutes).toBeLessThan(LONGEST_LIFE_MINUTES);
    }),
    { numRuns: 300 },
  );
});

const CALM: Moods = {
  ...{ seed: 1, passingTrouble: 0, staleness: 0, newcomers: 0, lack: 0, hope: 0, illness: 0, due: 0 },
  ...{ missing: 0, secondsForAnActivity: 1, ringsEverySeconds: 300, onDeadline: 'proceed' },
};

test('a reaction whose every look is too old when it is to be asked ends as blocked', () => {
  const mood: Moods = { ...CALM, due: 1, staleness: 1, ringsEverySeconds: 60 };

  const { minutes, activities } = liveOnce(outsideIn(mood), START, { fleet: 'web' });

  expect(minutes).toBeLessThan(60);
  expect(activities.at(-1)).toBe('closeReaction');
});

test('a reaction whose planning always takes longer than a look is good for ends as blocked', () => {
  const mood: Moods = { ...CALM, due: 1, secondsForAnActivity: 70 };

  const { minutes, activities } = liveOnce(outsideIn(mood), START, { fleet: 'web' });

  expect(minutes).toBeLessThan(90);
  expect(activities).not.toContain('requestDeployments');
});

test('a reaction to machines that are replaced for ever, and never get well, ends', () => {
  const mood: Moods = { ...CALM, newcomers: 1, hope: 1, illness: 1 };

  const { minutes, activities } = liveOnce(outsideIn(mood), START, { fleet: 'web' });

  expect(minutes).toBeLessThan(60);
  expect(activities).toContain('pruneTargets');
});

test('a wait between two looks at a former scale set hears the bell', () => {
  const mood: Moods = { ...CALM, missing: 1, secondsForAnActivity: 0, ringsEverySeconds: 65 };

  const { minutes, activities } = liveOnce(outsideIn(mood, { againInSeconds: 3600 }), START, {
    fleet: 'web',
  });

  expect(minutes).toBeLessThan(10);
  expect(activities).toContain('letGoOfFormer');
});

const LAST: ReactionSummary = {
  ...{ id: 'before', outcome: 'deploying', reason: '', hasServersToDeployTo: true },
  ...{ deploymentTargetIds: [], deploymentTargetNames: [], deploymentTargetCount: 0 },
};

const BUSY: Problem = { kind: 'Transient', code: 'busy', message: 'Busy.', nextStep: 'Wait.' };

function outsideIn(mood: Moods, { againInSeconds = 20 } = {}): Outside {
  const random = seededRandom(mood.seed);
  const is = (chance: number) => random() < chance;
  const some = (chance: number) => (is(chance) ? 1 : 0);
  const look = (at: number): Look => ({
    at: new Date(at).toISOString(),
    ...{ capacity: 3, mode: 'Uniform', listed: 3, ready: 3, failed: 0, stopped: 0, leaving: 0 },
    ...{ unregistered: some(mood.hope), newcomers: some(mood.newcomers), missing: some(mood.missing) },
    membership: String(Math.floor(random() * 2)),
    waitingFor: is(mood.lack) ? 'somebody' : '',
    ...{ left: '', trustworthy: true, contradicted: false, nextInSeconds: 10, retryAfterSeconds: 0 },
  });
  const values: {
    [N in ActivityName]: (at: number) => Extract<Activities[N]['output'], { ok: true }>['value'];
  } = {
    collectHints: () => hints(),
    tellWait: () => null,
    addHints: () => null,
    openReaction: () => ({ ...POLICY, onDeadline: mood.onDeadline }),
    lookAtScaleSet: look,
    syncTargets: () => ({
      ...{ orphans: some(mood.missing), unregistered: some(mood.hope), hopeful: some(mood.hope) },
      former: some(mood.missing),
    }),
    registerTargets: () => ({ registered: 0, remaining: some(mood.hope), hopeful: some(mood.hope) }),
    beginHealthCheck: () => (is(mood.illness) ? { taskId: 'ServerTasks-1', machines: 1 } : { machines: 0 }),
    readHealthCheck: () => ({ done: !is(mood.illness / 2), healthy: 0, hopeful: some(mood.hope) }),
    pruneTargets: () => ({ pruned: 0 }),
    lookAtFormerMembers: () => ({ machines: 1, missing: some(mood.missing), againInSeconds }),
    letGoOfFormer: () => ({ pruned: 0 }),
    planDeployments: () => ({ planned: some(mood.due) }),
    requestDeployments: () => (is(mood.staleness) ? { requested: 0, isStale: true } : { requested: 1 }),
    followDeployments: () => ({ open: 1, finished: 0, moreMayBeDue: false }),
    closeReaction: () => LAST,
    decideTurn: () => null,
    beginChange: () => null,
    pollChange: () => null,
    observeUnit: () => null,
    measureGate: () => null,
  };
  return {
    answer(name, at) {
      if (is(mood.passingTrouble)) return { ok: false, problem: BUSY };
      return { ok: true, value: values[name](at) } as Activities[typeof name]['output'];
    },
    secondsFor: () => mood.secondsForAnActivity,
    ringsEverySeconds: mood.ringsEverySeconds,
  };
}

function hints() {
  return { count: 1, distinct: 1, sources: { timer: 1 }, examples: [], approvedRemovals: 0, through: 'a|b' };
}
