import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { InstanceRecord, ScaleSetRecord } from '../../local/arm/records.ts';
import { chooseVictims } from '../../local/arm/rules/scale-in.ts';

const instance = fc
  .record({ zone: fc.constantFrom('1', '2', '3'), protectedFrom: fc.boolean(), createdAt: fc.nat(1_000) })
  .map(({ zone, protectedFrom, createdAt }) => ({ zone, protectedFrom, createdAt }));
const fleet = fc.array(instance, { maxLength: 30 }).map((items) =>
  items.map(
    ({ zone, protectedFrom, createdAt }, index) =>
      ({
        key: String(index),
        index,
        zone,
        createdAt,
        faultDomain: index % 5,
        ...(protectedFrom && { protection: { protectFromScaleIn: true } }),
      }) as unknown as InstanceRecord,
  ),
);
const set = (rule: string) =>
  ({ properties: { scaleInPolicy: { rules: [rule] } } }) as unknown as ScaleSetRecord;
const rules = fc.constantFrom('Default', 'NewestVM', 'OldestVM');

test('scale-in never takes a protected instance, and takes as many as asked where it can', () => {
  fc.assert(
    fc.property(fleet, fc.nat(30), rules, (kept, count, rule) => {
      const victims = chooseVictims(set(rule), kept, count);
      const free = kept.filter(({ protection }) => protection === undefined);
      expect(victims).toHaveLength(Math.min(count, free.length));
      expect(new Set(victims).size).toBe(victims.length);
      expect(victims.every((victim) => free.includes(victim))).toBe(true);
    }),
  );
});

test('with nothing protected, zones that were balanced stay within one of each other', () => {
  const balanced = fc.integer({ min: 1, max: 8 }).map((each) =>
    Array.from(
      { length: each * 3 },
      (_, index) =>
        ({
          key: String(index),
          index,
          zone: String((index % 3) + 1),
          createdAt: index,
          faultDomain: 0,
        }) as unknown as InstanceRecord,
    ),
  );
  fc.assert(
    fc.property(balanced, fc.nat(24), rules, (kept, count, rule) => {
      const victims = new Set(chooseVictims(set(rule), kept, count));
      const left = ['1', '2', '3'].map(
        (zone) => kept.filter((one) => one.zone === zone && !victims.has(one)).length,
      );
      expect(Math.max(...left) - Math.min(...left)).toBeLessThanOrEqual(1);
    }),
  );
});
