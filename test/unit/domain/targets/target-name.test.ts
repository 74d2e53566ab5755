import { expect, test } from '@jest/globals';
import { isNamedByUs, targetName } from '../../../../shared/domain/targets/target-name.ts';
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

test.each([
  ['{computerName}-{id}', 'shop000004-aaaaaaaa'],
  ['Web.{instance} {vmId}', `web.web_a ${vmIdOf('a')}`],
])('by the template %s it is called %s, and known by it', (template, name) => {
  const machine = instance('a', { computerName: 'shop000004', name: 'web_a' });
  expect(targetName(machine, template)).toBe(name);
  expect(isNamedByUs(name, template)).toBe(true);
});

test.each(['web-1', 'webxweb_a 1234', 'shop000004-aaaaaaaz'])('%s is no name of ours', (name) => {
  expect(isNamedByUs(name, 'Web.{instance} {vmId}')).toBe(false);
});
