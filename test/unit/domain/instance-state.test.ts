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
  expect(instanceState({ provisioningState })).toBe(state);
});

test('the spelling of a provisioning state does not matter', () => {
  expect(instanceState({ provisioningState: 'SUCCEEDED' })).toBe('ready');
  expect(instanceState({ provisioningState: 'canceled' })).toBe('failed');
});

test('a state that Azure may invent later is not taken for ready', () => {
  expect(instanceState({ provisioningState: 'SucceededWithReservations' })).toBe('creating');
});

test.each(['deallocated', 'deallocating', 'stopped', 'stopping', 'hibernated', 'Deallocated'])(
  'an instance whose VM is %s is off, also while Azure is at it',
  (power) => {
    expect(instanceState({ provisioningState: 'Succeeded', power })).toBe('stopped');
    expect(instanceState({ provisioningState: 'Updating', power })).toBe('stopped');
  },
);

test('one that starts is not ready yet, one that is being deleted or failed is nothing else', () => {
  expect(instanceState({ provisioningState: 'Succeeded', power: 'starting' })).toBe('creating');
  expect(instanceState({ provisioningState: 'Succeeded', power: 'running' })).toBe('ready');
  expect(instanceState({ provisioningState: 'Deleting', power: 'deallocated' })).toBe('deleting');
  expect(instanceState({ provisioningState: 'Failed', power: 'stopped' })).toBe('failed');
});
