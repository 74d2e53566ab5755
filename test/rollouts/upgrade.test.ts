import { expect, jest, test } from '@jest/globals';
import * as df from 'durable-functions';
import { registerApp } from '../../functions/app.ts';
import type { Dependencies } from '../../functions/dependencies.ts';
import type { ActivityName } from '../../shared/contracts/activities.ts';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';

const VERIFY = { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT30S', count: 4 };
const CANARY = { canary: { steps: [{ upgrade: '34%' }, { verify: VERIFY }, { upgrade: '100%' }] } };

/** The app as a next release might be: one of its activities has another name, there and where it is called. */
function renaming(from: ActivityName, to: string): (deps: Dependencies) => void {
  const nameOf = (name: string) => (name === from ? to : name);
  const { activity, orchestration } = df.app;
  return (deps) => {
    const activities = jest
      .spyOn(df.app, 'activity')
      .mockImplementation((name, options) => activity(nameOf(name), options));
    const orchestrations = jest
      .spyOn(df.app, 'orchestration')
      .mockImplementation((name, handler) =>
        orchestration(name, (context) =>
          (handler as unknown as df.OrchestrationHandler)(calling(context, nameOf)),
        ),
      );
    registerApp(deps);
    activities.mockRestore();
    orchestrations.mockRestore();
  };
}

function calling(
  context: df.OrchestrationContext,
  nameOf: (name: string) => string,
): df.OrchestrationContext {
  const { df: own } = context;
  const renamed = new Proxy(own, {
    get(target, member) {
      if (member === 'callActivity')
        return (name: string, input: unknown) => target.callActivity(nameOf(name), input);
      const value: unknown = Reflect.get(target, member);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return new Proxy(context, {
    get: (target, member) => (member === 'df' ? renamed : (Reflect.get(target, member) as unknown)),
  });
}

/** Each change was made once, whatever became of the code in its middle. */
async function endsWell(it: Rehearsal): Promise<void> {
  expect((await it.rollouts.isOver()).state).toBe('succeeded');
  expect(it.rollouts.capacities()).toEqual({ web__1: 3, api: 3 });
  const { changes } = await it.rollouts.read();
  expect(changes.map(({ facet, of }) => `${facet} of ${of}`)).toEqual([
    ...['existence of web__1', 'autoscale of web', 'size of web__1', 'size of web'],
    ...['autoscale of web', 'size of web__1', 'size of web', 'autoscale of web__1'],
  ]);
}

const IN_ITS_MIDDLE = [/^Set web__1 to 1 machine/, /^Measured/, /^Set web to 0 machines/];

test.each(IN_ITS_MIDDLE)('a rollout goes on where it was when an activity has another name: %s', (told) =>
  rehearse(
    async (it) => {
      await it.begins(CANARY);
      await it.tells(told);
      await it.world.upgradesTo(renaming('observeUnit', 'lookAtUnit'));
      await it.world.clock.advance(60_000);
      await it.world.upgradesTo(renaming('decideTurn', 'takeDecision'));
      await endsWell(it);
    },
    { durable: true },
  ),
);

test.each(IN_ITS_MIDDLE)('a rollout goes on from its record alone when all histories are lost: %s', (told) =>
  rehearse(
    async (it) => {
      await it.begins(CANARY);
      await it.tells(told);
      await it.losesItsHistories();
      await endsWell(it);
    },
    { durable: true },
  ),
);
