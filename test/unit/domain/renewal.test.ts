import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { rowsAfterLook, type SeenInstance } from '../../../shared/domain/take-look.ts';
import { linkRow } from '../../../shared/domain/targets/link-row.ts';
import { noticeRenewals, suspects } from '../../../shared/domain/targets/renewal.ts';
import { unregistered } from '../../../shared/domain/unregistered.ts';
import { after, instance, ownRelease, registeredRow, sighting, START } from './support/builders.ts';

const CREATED = '2026-03-01T08:00:00.000Z';

function look(before: LedgerRow[], instances: SeenInstance[], seconds = 60): LedgerRow[] {
  const seen = sighting(instances, { at: after(seconds) });
  return noticeRenewals(before, rowsAfterLook(before, seen), seen);
}

const served = (more: Partial<LedgerRow> = {}) =>
  registeredRow('a', {
    ...{ disk: 'disk-1', createdAt: CREATED, releases: { 'Projects-1': ownRelease('deployed') } },
    ...more,
  });
const seenAs = (more: Partial<SeenInstance> = {}) =>
  instance('a', { disk: 'disk-1', createdAt: CREATED, ...more });

describe('a machine was made anew', () => {
  test.each([
    ['its system disk is another', { disk: 'disk-2' }],
    ['Azure created it anew', { createdAt: after(30) }],
  ])('when %s', (why, difference) => {
    const [row] = look([served()], [seenAs(difference)]);
    expect(row).toMatchObject({
      ...difference,
      ...{ releases: {}, renewedAt: after(60), readySince: after(60), health: 'unknown', unproven: true },
      target: { machineId: 'Machines-a' },
      reason: `made anew: ${why}`,
    });
    expect(row && unregistered([row])).toHaveLength(1);
  });

  test('whichever other certificate it shows when it is registered', () => {
    const linked = linkRow(
      served({ unproven: true }),
      { machineId: 'Machines-a', name: 'web', thumbprint: 'OTHER' },
      { origin: 'registered', at: after(9) },
    );
    expect(linked).toMatchObject({ releases: {}, renewedAt: after(9), target: { thumbprint: 'OTHER' } });
    expect(linked.unproven).toBeUndefined();
  });

  test('and is told once', () => {
    const once = look([served()], [seenAs({ disk: 'disk-2' })]);
    expect(look(once, [seenAs({ disk: 'disk-2' })], 120)[0]).toBe(once[0]);
  });
});

describe('a machine is the same', () => {
  test.each([
    ['as ever', seenAs()],
    ['although Azure does not tell its disk this time', seenAs({ disk: '' })],
    ['however the time of its creation is written', seenAs({ createdAt: '2026-03-01T09:00:00.000+01:00' })],
  ])('%s', (_how, seen) => {
    const [row] = look([served()], [seen]);
    expect(row?.renewedAt).toBeUndefined();
    expect(row?.releases).toEqual(served().releases);
  });

  test('when its row did not know its disk yet; now it does', () => {
    const { disk: _unknown, createdAt: _never, ...old } = served();
    const [row] = look([old], [seenAs()]);
    expect(row).toMatchObject({
      disk: 'disk-1',
      createdAt: CREATED,
      releases: old.releases,
      health: 'healthy',
    });
    expect(row?.renewedAt).toBeUndefined();
  });

  test('when its target was lost and found again with its certificate', () => {
    const { target: _lost, ...bare } = served({ thumbprint: 'THUMB-a' });
    const found = { machineId: 'Machines-9', name: 'web', thumbprint: 'THUMB-a' };
    const linked = linkRow(bare, found, { origin: 'adopted', at: START });
    expect(linked.releases).toEqual(served().releases);
    expect(linked.renewedAt).toBeUndefined();
  });
});

test('a new machine carries nothing from before it was there, whichever target it takes over', () => {
  const [row] = look([], [seenAs()]);
  expect(row).toMatchObject({ renewedAt: CREATED, releases: {} });
});

describe('a registered machine is asked who it is', () => {
  test.each([
    ['after it was busy', served({ readySince: after(30) })],
    ['when Octopus lost it', served({ health: 'unhealthy' })],
  ])('%s', (_when, row) => expect(suspects([row], after(3600))).toEqual([row]));

  test.each([
    ['while all is well', served()],
    ['again within ten minutes', served({ health: 'unhealthy', registrationTriedAt: after(3300) })],
    ['when it is not there', served({ health: 'unhealthy', missingSince: START })],
    ['when it is waited for anyway', served({ health: 'unhealthy', unproven: true })],
  ])('not %s', (_when, row) => expect(suspects([row], after(3600))).toEqual([]));
});

test('releases are lost exactly when a disk, a time of creation or a certificate changed', () => {
  const step = fc.record({
    disk: fc.constantFrom('disk-1', 'disk-2'),
    created: fc.constantFrom(CREATED, START),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      let [row] = [served()];
      let before = { disk: 'disk-1', created: CREATED };
      steps.forEach((now, index) => {
        row = { ...row, releases: { 'Projects-1': ownRelease('deployed') } };
        row = look([row], [seenAs({ disk: now.disk, createdAt: now.created })], 60 * (index + 1))[0] ?? row;
        const changed = now.disk !== before.disk || now.created !== before.created;
        expect(Object.keys(row.releases)).toHaveLength(changed ? 0 : 1);
        before = now;
      });
    }),
    { numRuns: 200 },
  );
});
