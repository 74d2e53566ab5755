import { expect, test } from '@jest/globals';
import { minutesRun, secondsWaited, whyOverdue } from '../../../../shared/domain/deployments/overdue.ts';
import { after, START } from '../support/builders.ts';

const hour = (minutes: number) => after(minutes * 60);

test.each([
  ['in the queue', { planned: {} }, 0],
  ['that runs', { planned: {}, startedAt: START }, 60],
  ['that waits for a person', { planned: { waitsSince: hour(20) }, startedAt: START }, 20],
  ['that waited before', { planned: { waitedSeconds: 600 }, startedAt: START }, 50],
  ['that waits again', { planned: { waitedSeconds: 600, waitsSince: hour(40) }, startedAt: START }, 30],
])('a deployment %s has run by itself for so many minutes', (_what, running, minutes) => {
  expect(minutesRun({ ...running, at: hour(60) })).toBe(minutes);
});

test('it is overdue only after its time, and says what did not count', () => {
  const running = { planned: { waitedSeconds: 600 }, startedAt: START, at: hour(60) };
  expect(whyOverdue(running, undefined)).toBeUndefined();
  expect(whyOverdue(running, 50)).toBeUndefined();
  expect(whyOverdue(running, 49)).toBe(
    'it ran for more than 49 minutes (deploy.cancelAfterMinutes), beside 10 of waiting for a person',
  );
  expect(secondsWaited({ waitsSince: hour(90) }, hour(60))).toBe(0);
});
