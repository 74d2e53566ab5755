import { describe, expect, test } from '@jest/globals';
import { ScaleSetId } from '../../../shared/contracts/scale-set-id.ts';
import { scaleSetBehind } from '../../../shared/domain/scale-set-behind.ts';
import { scaleSetId, virtualMachineId } from '../../support/events/resource-ids.ts';

describe('the scale set behind a resource', () => {
  test('is the scale set itself', () => {
    expect(scaleSetBehind(scaleSetId('web'))).toBe(scaleSetId('web'));
  });

  test.each([
    '/virtualMachines/7',
    '/virtualMachines/7/providers/Microsoft.ResourceHealth/availabilityStatuses/current',
    '/extensions/tentacle',
    '/',
  ])('is the one a resource lies below: %s', (below) => {
    expect(scaleSetBehind(`${scaleSetId('web')}${below}`)).toBe(scaleSetId('web'));
  });

  test('is kept in the spelling of the sender, whichever that is', () => {
    const shouted = `${scaleSetId('web').toUpperCase()}/VIRTUALMACHINES/7`;
    expect(scaleSetBehind(shouted)).toBe(scaleSetId('web').toUpperCase());
  });

  test('is told by the name of a Flexible VM: the set’s own, an underscore, eight hex digits', () => {
    expect(scaleSetBehind(virtualMachineId('api_3c0ffee5'))).toBe(scaleSetId('api'));
    expect(scaleSetBehind(virtualMachineId('api_3C0FFEE5'))).toBe(scaleSetId('api'));
  });

  test('may itself have underscores in its name', () => {
    expect(scaleSetBehind(virtualMachineId('api_v2_3c0ffee5'))).toBe(scaleSetId('api_v2'));
    expect(scaleSetBehind(virtualMachineId('api_0badcafe_3c0ffee5'))).toBe(scaleSetId('api_0badcafe'));
  });
});

describe('no scale set is behind', () => {
  test.each([
    ['a VM with a name of its own', virtualMachineId('jumpbox')],
    ['a VM whose suffix is too short', virtualMachineId('api_3c0ffe')],
    ['a VM whose suffix is not hex', virtualMachineId('api_3c0ffeeg')],
    ['a VM that is nothing but a suffix', virtualMachineId('_3c0ffee5')],
    ['another kind of resource', scaleSetId('web').replace('virtualMachineScaleSets', 'disks')],
    ['another provider', scaleSetId('web').replace('Microsoft.Compute', 'Contoso.Compute')],
    ['the list of scale sets', scaleSetId('').slice(0, -1)],
    ['a scale set without a name', scaleSetId('')],
    ['a resource group', '/subscriptions/s/resourceGroups/g'],
    ['an id with something before it', `https://management.example${scaleSetId('web')}`],
    ['nothing', ''],
  ])('%s', (_what, id) => {
    expect(scaleSetBehind(id)).toBeUndefined();
  });

  test('an id that is longer than a scale set’s can be', () => {
    const id = scaleSetId('w'.repeat(500));
    expect(ScaleSetId.safeParse(id).success).toBe(false);
    expect(scaleSetBehind(id)).toBeUndefined();
  });
});
