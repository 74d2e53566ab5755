import { describe, expect, test } from '@jest/globals';
import { latestFullSuccess, overtakenBy } from '../../../../shared/domain/deployments/latest-release.ts';
import { after, deployment } from '../support/builders.ts';

const inChannel = (id: string, more: Parameters<typeof deployment>[1] & { channelId?: string } = {}) => ({
  channelId: 'Channels-1',
  ...deployment(id, more),
  ...more,
});

describe('the latest release', () => {
  const latest = (...args: Parameters<typeof latestFullSuccess>) => latestFullSuccess(...args)?.deploymentId;

  test('is that of the newest success, wherever it stands in the list', () => {
    const older = inChannel('D-1', { created: after(0) });
    const newer = inChannel('D-2', { created: after(60) });
    expect(latest([older, newer])).toBe('D-2');
    expect(latest([newer, older])).toBe('D-2');
  });

  test('is never that of a deployment to only some machines', () => {
    const partial = inChannel('D-2', { created: after(60), specificMachineIds: ['Machines-a'] });
    expect(latest([inChannel('D-1'), partial])).toBe('D-1');
  });

  test.each(['Failed', 'Canceled', 'TimedOut', 'Executing', 'Queued', 'Cancelling'])(
    'is never that of a deployment that is %s',
    (state) => {
      expect(latest([inChannel('D-1'), inChannel('D-2', { created: after(60), state })])).toBe('D-1');
    },
  );

  test('is one of the wanted channel when one is wanted', () => {
    const hotfix = inChannel('D-2', { created: after(60), channelId: 'Channels-2' });
    expect(latest([inChannel('D-1'), hotfix], 'Channels-1')).toBe('D-1');
    expect(latest([inChannel('D-1'), hotfix])).toBe('D-2');
  });

  test('is told by the time, not by the spelling of it', () => {
    const earlier = inChannel('D-1', { created: '2026-03-02T11:30:00.000+02:00' });
    const later = inChannel('D-2', { created: '2026-03-02T10:00:00.000+00:00' });
    expect(latest([earlier, later])).toBe('D-2');
  });

  test('is told by when it ran, not by when it was asked for', () => {
    const scheduled = inChannel('D-1', { created: after(0), ranAt: after(600) });
    const earlier = inChannel('D-2', { created: after(60), ranAt: after(61) });
    expect(latest([scheduled, earlier])).toBe('D-1');
  });

  test('is that of one whose task is gone if it went to machines and met no failure', () => {
    const gone = { created: after(60), state: 'Unknown' };
    const reached = { ...gone, deployedToMachineIds: ['Machines-a'] };
    expect(latest([inChannel('D-1'), inChannel('D-2', reached)])).toBe('D-2');
    expect(latest([inChannel('D-1'), inChannel('D-2', gone)])).toBe('D-1');
    const failed = inChannel('D-2', { ...reached, failureEncountered: true });
    expect(latest([inChannel('D-1'), failed])).toBe('D-1');
  });

  test('is never that of one that left out machines on purpose', () => {
    const most = inChannel('D-2', { created: after(60), excludedMachineIds: ['Machines-b'] });
    const tagged = inChannel('D-3', { created: after(90), isLimitedByTags: true });
    expect(latest([inChannel('D-1'), most, tagged])).toBe('D-1');
  });

  test('is none when nothing was ever deployed in full', () => {
    expect(latestFullSuccess([])).toBeUndefined();
  });
});

describe('the latest release is overtaken', () => {
  const wanted = { projectId: 'Projects-1', releaseId: 'Releases-1', version: '1.1.0', since: after(0) };
  const newer = { releaseId: 'Releases-2', created: after(60), state: 'Executing' };
  const overtaking = (more: object, { since = wanted.since, channelId = '' } = {}) => {
    const { since: _ours, ...pinned } = wanted;
    const question = { wanted: since ? { ...pinned, since } : pinned, at: after(120) };
    const asked = channelId ? { ...question, channelId } : question;
    return overtakenBy([inChannel('D-2', { ...newer, ...more })], asked)?.deploymentId;
  };

  test.each(['Queued', 'Executing'])('by another one that is %s to all', (state) => {
    expect(overtaking({ state })).toBe('D-2');
  });

  test.each([
    ['has ended', { state: 'Failed' }],
    ['goes to some machines', { specificMachineIds: ['Machines-a'] }],
    ['is the same', { releaseId: 'Releases-1' }],
    ['starts later', { state: 'Queued', startsAt: after(600) }],
  ])('not by one that %s', (_what, more) => {
    expect(overtaking(more)).toBeUndefined();
  });

  test('only by one of the wanted channel, and never where the release is pinned', () => {
    expect(overtaking({}, { channelId: 'Channels-1' })).toBe('D-2');
    expect(overtaking({ channelId: 'Channels-2' }, { channelId: 'Channels-1' })).toBeUndefined();
    expect(overtaking({}, { since: '' })).toBeUndefined();
  });
});
