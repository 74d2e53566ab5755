import { expect, test } from '@jest/globals';
import { instanceState } from '../../../shared/domain/instance-state.ts';

test.each([
  ['Succeeded', 'ready'],
  ['Failed', 'failed'],
  ['Canceled', 'failed'],
  ['Deleting', 'deleting'],
  ['Creating', 'creating'],
  ['Updating', 'creating'],
  ['Migrating', 'creating'],
  ['', 'creating'],
])('an instance whose provisioning state is "%s" is %s', (provisioningState, state) => {
  expect(instanceState(provisioningState)).toBe(state);
});

test('the spelling of a provisioning state does not matter', () => {
  expect(instanceState('SUCCEEDED')).toBe('ready');
  expect(instanceState('canceled')).toBe('failed');
});

test('a state that Azure may invent later is not taken for ready', () => {
  expect(instanceState('SucceededWithReservations')).toBe('creating');
});
