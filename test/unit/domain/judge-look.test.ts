import { describe, expect, test } from '@jest/globals';
import { headcount, waitingFor } from '../../../shared/domain/judge-look.ts';
import type { SeenInstance, Sighting } from '../../../shared/domain/take-look.ts';
import { rowsAfterLook } from '../../../shared/domain/take-look.ts';
import { instance, row, sighting, vmIdOf } from './support/builders.ts';

function judge(instances: SeenInstance[], more: Partial<Sighting> = {}) {
  const seen = sighting(instances, more);
  const heads = headcount(rowsAfterLook([], seen), seen);
  return { heads, waits: waitingFor(seen, heads) };
}

describe('the headcount', () => {
  test('tells the ready, the failed and the pending apart', () => {
    const states = ['Succeeded', 'Failed', 'Canceled', 'Creating', 'Updating', 'Deleting'];
    const listed = states.map((provisioningState, index) => instance(String(index), { provisioningState }));
    expect(judge(listed).heads).toEqual({ listed: 6, ready: 1, failed: 2, pending: 3 });
  });

  test('takes an instance without a vmId for pending, even if it says that it succeeded', () => {
    const { heads } = judge([instance('a'), instance('b', { vmId: '' })]);
    expect(heads).toEqual({ listed: 2, ready: 1, failed: 0, pending: 1 });
  });

  test('leaves out instances of the ledger that are not in the list', () => {
    const seen = sighting([instance('a')]);
    expect(headcount([row('a'), row('b')], seen)).toMatchObject({ listed: 1, ready: 1, pending: 0 });
  });

  test('counts two instances of the same host name as two', () => {
    const { heads } = judge([instance('a'), instance('b', { computerName: 'web00000a' })]);
    expect(heads).toMatchObject({ listed: 2, ready: 2 });
  });

  test('knows an instance whatever the spelling of its vmId', () => {
    const seen = sighting([instance('a', { vmId: vmIdOf('a').toUpperCase() })]);
    expect(headcount([row('a')], seen)).toMatchObject({ ready: 1, pending: 0 });
  });

  test('is nought for a scale set without instances', () => {
    expect(judge([]).heads).toEqual({ listed: 0, ready: 0, failed: 0, pending: 0 });
  });
});

describe('nothing is waited for', () => {
  test('when the capacity is reached, every instance is ready and the scale set is at rest', () => {
    expect(judge([instance('a'), instance('b')]).waits).toBe('');
  });

  test('when an instance failed: waiting longer would change nothing', () => {
    expect(judge([instance('a'), instance('b', { provisioningState: 'Failed' })]).waits).toBe('');
  });

  test('when the scale set itself failed: it is at rest too', () => {
    expect(judge([instance('a')], { scaleSetState: 'Failed' }).waits).toBe('');
  });

  test('when the scale set was scaled to zero', () => {
    expect(judge([]).waits).toBe('');
  });
});

describe('it is waited', () => {
  test('for instances that are not listed yet, before all else', () => {
    const creating = instance('a', { provisioningState: 'Creating' });
    expect(judge([creating], { capacity: 3, scaleSetState: 'Updating' }).waits).toBe(
      '2 of 3 instances are not listed yet',
    );
  });

  test('for instances that are not provisioned yet, although the scale set already says that it succeeded', () => {
    const updating = instance('a', { provisioningState: 'Updating' });
    expect(judge([updating, instance('b')]).waits).toBe('1 of 2 instances are not provisioned yet');
  });

  test('for the extras of over-provisioning to go', () => {
    const extra = instance('c', { provisioningState: 'Deleting' });
    expect(judge([instance('a'), instance('b'), extra], { capacity: 2 }).waits).toBe(
      '1 of 3 instances are not provisioned yet',
    );
  });

  test('for the scale set to come to rest, although every instance is ready', () => {
    expect(judge([instance('a')], { scaleSetState: 'Updating' }).waits).toBe('the scale set is Updating');
  });
});
