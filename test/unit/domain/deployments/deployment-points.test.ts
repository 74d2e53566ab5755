import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../../shared/contracts/ledger.ts';
import type { PlannedDeployment } from '../../../../shared/contracts/reaction.ts';
import { deploymentPoints } from '../../../../shared/domain/deployments/deployment-points.ts';
import { ownRelease, registeredRow, START } from '../support/builders.ts';

const points = (rows: LedgerRow[], open: PlannedDeployment[] = []) =>
  deploymentPoints({ rows, open, attempts: 3 });
const having = (digit: string, ...release: Parameters<typeof ownRelease>) =>
  registeredRow(digit, { releases: { 'Projects-1': ownRelease(...release) } });

describe('a person is told', () => {
  test.each<[string, LedgerRow, string]>([
    ['used up its attempts', having('a', 'failed', { attempts: 3 }), 'deploymentFailed'],
    ['was refused its release', having('a', 'refused', { message: 'Shop 1: frozen' }), 'deploymentRefused'],
    ['was cancelled', having('a', 'cancelled'), 'deploymentCancelled'],
    ['was left out although it is healthy', having('a', 'leftOut'), 'deploymentLeftOut'],
  ])('when the deployment to an instance %s', (_what, each, code) => {
    expect(points([each])).toMatchObject([{ code }]);
  });

  test('once for each cause, by name, with what Octopus said and what to do', () => {
    const frozen = { message: 'Shop 1.2.7: frozen', nextStep: 'Wait.' };
    const rows = [having('a', 'refused', frozen), having('b', 'refused', frozen), having('c', 'refused')];
    expect(points(rows)).toMatchObject([
      {
        message: 'web_a, web_b were refused Shop 1.2.7: frozen.',
        nextStep: expect.stringMatching(/^Wait\. Then/),
      },
      { message: expect.stringContaining('web_c') },
    ]);
  });

  test('how cancelled and failed ones are tried again', () => {
    const [failed, cancelled] = points([having('a', 'failed', { attempts: 3 }), having('b', 'cancelled')]);
    for (const point of [failed, cancelled]) expect(point?.nextStep).toContain('{"retryDeployments": true}');
  });

  test('when a deployment waits for a person', () => {
    expect(points([], [PLANNED])).toEqual([]);
    expect(points([], [{ ...PLANNED, waitsSince: START }])).toMatchObject([{ code: 'deploymentWaits' }]);
  });

  test('where to cancel what could not be cancelled, by whoever refused it', () => {
    const cancelled = {
      at: START,
      why: 'it ran for 10 minutes',
      refused: 'No.',
      nextStep: 'Cancel it at the receiver.',
    };
    const [asked] = points([], [{ ...PLANNED, cancelled }]);
    expect(asked).toMatchObject({ code: 'deploymentNotCancelled', nextStep: 'Cancel it at the receiver.' });
    const [linked] = points([], [{ ...PLANNED, cancelled, link: 'https://octopus.example/task' }]);
    expect(linked?.nextStep).toBe('Cancel it at https://octopus.example/task. Cancel it at the receiver.');
  });
});

const PLANNED: PlannedDeployment = {
  ...{
    id: 'plan',
    reactionId: 'r',
    projectId: 'Projects-1',
    projectName: 'Shop',
    releaseId: 'R',
    version: '1',
  },
  ...{ machineIds: ['M'], vmIds: ['v'], marker: '', state: 'requested', plannedAt: START, reason: '' },
};

describe('nobody is bothered', () => {
  test.each<[string, LedgerRow]>([
    ['awaits its release', having('a', 'requested')],
    ['has attempts left', having('a', 'failed', { attempts: 2 })],
    ['is missing', { ...having('a', 'refused'), missingSince: START }],
    ['was left out and is unhealthy, which is told of', { ...having('a', 'leftOut'), health: 'unhealthy' }],
  ])('when an instance %s', (_what, each) => {
    expect(points([each])).toEqual([]);
  });
});
