import type { RegisteredFunction } from '../app-model/app-registry.ts';
import { asError } from '../app-model/invoker.ts';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import type { Clock } from '../durable-engine/clock.ts';
import type { ScheduleRecord, TaskHub } from '../task-hub/task-hub.ts';
import { parseSchedule } from './ncrontab.ts';
import type { Schedule } from './ncrontab.ts';

export interface TimerTriggerOptions {
  hub: TaskHub;
  invoker: Invoker;
  clock: Clock;
  settings: Record<string, string | undefined>;
  log: (entry: LogEntry) => void;
  isAlive: () => boolean;
}

interface Timer {
  fn: RegisteredFunction;
  schedule: Schedule;
  cancel: () => void;
}

/**
 * Runs timer functions when they are due, one run of a function at a time. When a run was due while the host was down,
 * it happens once at the start, past due, however many were missed.
 */
export class TimerTriggers {
  readonly #options: TimerTriggerOptions;
  readonly #timers: Timer[];
  #running = 0;
  #stopped = false;

  constructor(options: TimerTriggerOptions) {
    this.#options = options;
    this.#timers = options.invoker.registry.ofKind('timer').map((fn) => ({
      fn,
      schedule: parseSchedule(String(fn.trigger.schedule), options.settings),
      cancel: () => undefined,
    }));
  }

  get running(): number {
    return this.#running;
  }

  start(): void {
    for (const timer of this.#timers) this.#begin(timer);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) timer.cancel();
  }

  #begin(timer: Timer): void {
    const { hub, clock } = this.#options;
    const now = clock.now();
    const known = hub.schedule(timer.fn.name);
    const missed = known !== undefined && known.next <= now && timer.fn.trigger.useMonitor !== false;
    if (missed) void this.#run(timer, { isPastDue: true, due: known.next });
    else if (timer.fn.trigger.runOnStartup === true) void this.#run(timer, { isPastDue: false, due: now });
    else {
      // What was announced stays; a schedule that was changed since would otherwise wait for its old time.
      const next = timer.schedule.next(now);
      hub.saveSchedule(timer.fn.name, { last: known?.last ?? 0, next, lastUpdated: now });
      this.#wait(timer, next);
    }
  }

  #wait(timer: Timer, due: number): void {
    if (this.#stopped) return;
    timer.cancel = this.#options.clock.at(due, () => {
      if (this.#options.isAlive()) void this.#run(timer, { isPastDue: false, due });
    });
  }

  async #run(timer: Timer, run: { isPastDue: boolean; due: number }): Promise<void> {
    const { isAlive } = this.#options;
    this.#running++;
    try {
      await this.#invoke(timer, run);
    } catch (error) {
      this.#report(timer.fn.name, error);
    }
    this.#running--;
    if (isAlive()) this.#planNext(timer, run.due);
  }

  #planNext(timer: Timer, due: number): void {
    const { clock } = this.#options;
    const now = clock.now();
    // From the time it was due, so that intervals do not drift; never from before now, so that nothing is run twice.
    const regular = timer.schedule.next(due);
    const next = regular > now ? regular : timer.schedule.next(now);
    this.#save(timer.fn.name, { last: due, next, lastUpdated: now });
    this.#wait(timer, next);
  }

  /** A run that is not written down costs at most one more run after a restart: no reason for the schedule to end. */
  #save(name: string, record: ScheduleRecord): void {
    const { hub, isAlive } = this.#options;
    try {
      hub.saveSchedule(name, record);
    } catch (error) {
      if (isAlive()) this.#report(name, error); // Else the host was abandoned at this very step.
    }
  }

  #report(functionName: string, error: unknown): void {
    const { stack, message } = asError(error);
    this.#options.log({ level: 'error', message: stack ?? message, functionName });
  }

  async #invoke(timer: Timer, run: { isPastDue: boolean; due: number }): Promise<void> {
    const { invoker } = this.#options;
    const status = this.#scheduleOf(timer.fn.name) ?? { last: 0, next: run.due, lastUpdated: 0 };
    const input = timerInput(status, run.isPastDue);
    await invoker.invoke({ fn: timer.fn, input: { json: JSON.stringify(input) } });
  }

  /** Only told to the function: it runs all the same when it cannot be read. */
  #scheduleOf(name: string): ScheduleRecord | undefined {
    try {
      return this.#options.hub.schedule(name);
    } catch (error) {
      this.#report(name, error);
      return undefined;
    }
  }
}

/** The timer as the extension describes it; the package lowers the first letters. */
export function timerInput(status: ScheduleRecord, isPastDue: boolean): Record<string, unknown> {
  return {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: {
      Last: timeText(status.last),
      Next: timeText(status.next),
      LastUpdated: timeText(status.lastUpdated),
    },
    IsPastDue: isPastDue,
  };
}

/** A time that never was is the first day of .NET. */
function timeText(time: number): string {
  return time === 0 ? '0001-01-01T00:00:00+00:00' : new Date(time).toISOString();
}
