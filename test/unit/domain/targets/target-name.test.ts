import { expect, test } from '@jest/globals';
import { targetName } from '../../../../shared/domain/targets/target-name.ts';
import { instance, vmIdOf } from '../support/builders.ts';

test('a machine is registered under its host name and the head of its vmId', () => {
  expect(targetName(instance('a', { computerName: 'shop000004' }))).toBe('shop000004-aaaaaaaa');
});

test('a replacement with the same host name gets another name', () => {
  const before = targetName(instance('a', { computerName: 'shop000004' }));
  const afterwards = targetName(instance('b', { computerName: 'shop000004' }));
  expect(afterwards).not.toBe(before);
});

test('the name stays the same whichever way Azure spells it, so that registering twice finds the first one', () => {
  const upper = { computerName: 'SHOP000004', name: 'SHOP_4', vmId: vmIdOf('a').toUpperCase() };
  expect(targetName(upper)).toBe(targetName(instance('a', { computerName: 'shop000004' })));
});

test('a machine whose host name is not known yet goes by the name of its resource', () => {
  expect(targetName(instance('c', { computerName: '', name: 'shop_3c0ffee5' }))).toBe(
    'shop_3c0ffee5-cccccccc',
  );
});
