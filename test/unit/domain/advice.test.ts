import { expect, test } from '@jest/globals';
import { adviceOn } from '../../../shared/domain/advice.ts';

const WELL = { name: 'Web Shop', isDisabled: false, skipsUnavailable: true, lacksTenant: false };

test('nothing is advised where all is well, or nothing is known', () => {
  const machinePolicy = { name: 'Default', neverChecks: false };
  expect(adviceOn({ projects: [WELL], machinePolicy, missingPermissions: [] })).toEqual([]);
  expect(adviceOn({ projects: [] })).toEqual([]);
});

test('each advice says what to do, what keeps the fleet from its work first', () => {
  const project = { ...WELL, isDisabled: true, lacksTenant: true, skipsUnavailable: false };
  const machinePolicy = { name: 'Default', neverChecks: true, deletesAfter: '00:15:00' };
  const advice = adviceOn({ projects: [project], machinePolicy, missingPermissions: ['MachineDelete'] });
  expect(advice.map(({ code }) => code)).toEqual([
    'octopusPermissionsMissing',
    'projectDisabled',
    'projectNeedsTenant',
    'projectFailsOnUnavailable',
    'machinePolicyNeverChecks',
    'machinePolicyDeletes',
  ]);
  for (const { nextStep } of advice) expect(nextStep).toMatch(/^(Give|Enable|Name|Set|Let) .+\.$/);
});
