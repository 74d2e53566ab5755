import { expect, test } from '@jest/globals';
import { deploymentPoints } from '../../../../shared/domain/deployments/deployment-points.ts';
import { freezeWait } from '../../../../shared/domain/deployments/freeze-wait.ts';
import { after, ownRelease, registeredRow } from '../support/builders.ts';

const frozen = (digit: string, message: string, retryAt: string) =>
  registeredRow(digit, {
    releases: { 'Projects-1': ownRelease('refused', { message, retryAt, frozen: { until: after(900) } }) },
  });

test('a fleet waits for what a freeze holds, says of whom, and needs nobody', () => {
  const rows = [
    frozen('a', 'Shop 1: Christmas.', after(60)),
    frozen('b', 'Shop 1: Christmas.', after(50)),
    frozen('c', 'Shop 1: Easter.', after(70)),
  ];
  expect(freezeWait(rows)).toEqual({
    code: 'octopusDeploymentFreeze',
    reason: 'web_a, web_b wait for Shop 1: Christmas. web_c wait for Shop 1: Easter.',
    until: after(50),
  });
  expect(deploymentPoints({ rows, open: [], attempts: 3 })).toEqual([]);
});

test('nothing is waited for when nothing is frozen, or who was held is gone', () => {
  const refused = registeredRow('a', { releases: { 'Projects-1': ownRelease('refused') } });
  expect(freezeWait([refused])).toBeUndefined();
  expect(freezeWait([{ ...frozen('b', 'Shop 1', after(60)), missingSince: after(1) }])).toBeUndefined();
});
