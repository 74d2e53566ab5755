import { expect, test } from '@jest/globals';
import { Fleet, revisionPrefix } from '../../shared/contracts/fleet.ts';
import { scaleSetId } from '../stores/samples.ts';

const prefixOf = (name: string, rollouts = {}) =>
  revisionPrefix(
    Fleet.parse({
      scaleSet: scaleSetId(name),
      octopus: { environment: 'Production', roles: ['web'] },
      rollouts,
    }),
  );

test('revisions are named after the scale set, unless the fleet says how', () => {
  expect(prefixOf('web')).toBe('web');
  expect(prefixOf('web', { prefix: 'shop_web.prod' })).toBe('shop_web.prod');
});

test('a base that is a revision itself lends the name that it was made under', () => {
  expect(prefixOf('shop__web__prod__7')).toBe('shop__web__prod');
});

test('a long name leaves room for a number within the 64 characters that Azure takes', () => {
  expect(`${prefixOf('x'.repeat(64))}__10000`).toHaveLength(64);
});
