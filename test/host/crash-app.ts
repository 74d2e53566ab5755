import * as df from 'durable-functions';
import type { EntityContext } from 'durable-functions';

type Steps = Generator<df.Task, unknown, never>;

/**
 * An app with everything that must survive a crash: activities one after the other and at once, one that fails at
 * first, timers, a sub-orchestration that starts over, an entity called and signalled under a lock, an external event.
 * `effect` is told of every activity run, because an activity may run more than once.
 */
export function registerCrashApp(effect: (name: string) => void): void {
  df.app.activity('act', {
    handler: (input: { name: string; fail?: boolean }) => {
      effect(input.name);
      if (input.fail) throw new Error(`${input.name} failed`);
      return `${input.name} done`;
    },
  });
  df.app.entity('tally', tally as never);
  df.app.orchestration('child', child);
  df.app.orchestration('main', main);
}

function tally(context: EntityContext<number>): void {
  const value = context.df.getState(() => 0) ?? 0;
  if (context.df.operationName === 'add') context.df.setState(value + (context.df.getInput<number>() ?? 0));
  context.df.return(value);
}

function* child(context: df.OrchestrationContext): Steps {
  const round = context.df.getInput<number>() ?? 0;
  context.df.signalEntity(new df.EntityId('tally', 'rounds'), 'add', 1);
  const said: string = yield context.df.callActivity('act', { name: `round ${round}` });
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  if (round < 2) context.df.continueAsNew(round + 1);
  return said;
}

function* main(context: df.OrchestrationContext): Steps {
  const out: unknown[] = [];
  out.push(yield context.df.callActivity('act', { name: 'first' }));
  const both = ['left', 'right'].map((name) => context.df.callActivity('act', { name }));
  out.push(yield context.df.Task.all(both));
  const policy = new df.RetryOptions(1000, 2);
  try {
    yield context.df.callActivityWithRetry('act', policy, { name: 'hopeless', fail: true });
  } catch (error) {
    out.push((error as Error).message.split('\n')[0]);
  }
  out.push(yield context.df.callSubOrchestrator('child', 0, 'the-child'));
  const entity = new df.EntityId('tally', 'rounds');
  const lock: { release(): void } = yield context.df.lock(entity);
  out.push(yield context.df.callEntity(entity, 'add', 10));
  lock.release();
  const timeout = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 86_400_000));
  const event = context.df.waitForExternalEvent('go');
  const won: df.Task = yield context.df.Task.any([event, timeout]);
  if (won === event) timeout.cancel();
  out.push(won === event ? event.result : 'timeout');
  return out;
}

/** What `main` returns, crashed or not. */
export const EXPECTED_OUTPUT = [
  'first done',
  ['left done', 'right done'],
  "Activity function 'act' failed:  hopeless failed ",
  'round 2 done',
  3,
  { go: 1 },
];
