import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities, ActivityName } from '../../../shared/contracts/activities.ts';
import { type CareInput, careForFleet } from '../../../orchestrators/care-for-fleet.ts';
import { careId } from '../../../shared/contracts/activities.ts';

type Output<N extends ActivityName> = Activities[N]['output'];

/** What the outside answers, however it pleases. `at` is the orchestration's own time. */
export interface Outside {
  answer<N extends ActivityName>(name: N, at: number): Output<N>;
  /** How long an activity takes. */
  secondsFor(name: ActivityName): number;
  /** Every so often somebody rings. */
  ringsEverySeconds: number;
}

export interface LifeLived {
  /** How long it took, in minutes of the orchestration's time. */
  minutes: number;
  activities: ActivityName[];
  /** What it went on with. */
  next: CareInput | undefined;
}

/** So many yields are far above any life that ends. */
const MOST_STEPS = 20_000;

interface Pending {
  isCompleted: boolean;
  /** When it is done by itself; a bell never is. */
  at: number;
  result?: unknown;
  of?: Pending[];
}

/** Runs one life of the care for a fleet, without a host: the clock moves as its tasks take time. */
export function liveOnce(outside: Outside, start: number, input: CareInput): LifeLived {
  const lived: LifeLived = { minutes: 0, activities: [], next: undefined };
  let now = start;
  let nextRing = start + outside.ringsEverySeconds * 1000;
  let bell: Pending = { isCompleted: false, at: Infinity };
  const activity = (name: ActivityName): Pending => {
    lived.activities.push(name);
    const at = now + outside.secondsFor(name) * 1000;
    return { isCompleted: false, at, result: outside.answer(name, at) };
  };
  const df = {
    instanceId: careId(input.fleet),
    get currentUtcDateTime() {
      return new Date(now);
    },
    getInput: () => input,
    setCustomStatus: () => undefined,
    continueAsNew: (next: CareInput) => (lived.next = next),
    callActivity: activity,
    createTimer: (date: Date) => ({ isCompleted: false, at: date.getTime(), cancel: () => undefined }),
    waitForExternalEvent: () => (bell = { isCompleted: false, at: Infinity }),
    Task: { any: (of: Pending[]) => ({ isCompleted: false, at: Math.min(...of.map(({ at }) => at)), of }) },
  };
  const care = careForFleet({ df } as unknown as OrchestrationContext);
  let answer: unknown;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { done, value } = care.next(answer);
    if (done) return { ...lived, minutes: (now - start) / 60_000 };
    answer = pass(value as unknown as Pending & Task);
  }
  throw new Error(`has not ended after ${MOST_STEPS} steps and ${(now - start) / 60_000} minutes`);

  /** Time passes until the task is done; whoever rings meanwhile is heard by the bell that is pending. */
  function pass(task: Pending): unknown {
    const waitsForBell = task === bell || (task.of?.includes(bell) ?? false);
    const until = waitsForBell ? Math.min(task.at, nextRing) : task.at;
    for (; nextRing <= until; nextRing += outside.ringsEverySeconds * 1000) bell.isCompleted = true;
    now = Math.max(now, until);
    for (const each of task.of ?? [task]) if (each !== bell && each.at <= now) each.isCompleted = true;
    return task.result;
  }
}
