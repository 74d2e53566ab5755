import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

/** What Octopus allows each user where it limits at all, unless somebody set something else. */
const LIMITED = {
  octopusAllows: { perMinute: 200, burst: 200 },
  azure: { readySeconds: [40, 60] as [number, number] },
};

scenario(
  'registers a thousand machines nearly as fast as Octopus allows, and is never refused',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 0 });
    when.scaledTo(1000);
    await when.until(() => then.targets().length > 0);

    const seconds = await when.until(() => then.targets().length === 1000);
    // Two calls a machine, of which the first 200 are there at once.
    const floor = ((2 * 1000 - 200) / 200) * 60;
    expect(seconds / floor).toBeLessThan(1.2);
    expect(seconds / floor).toBeGreaterThan(0.95);
    then.octopusWasAskedToRegister(1000);

    await when.minutesPass(5);
    expect(then.howManyDeploymentsWere()).toBe(1);
    await then.everyReadyInstanceCarries('1.1.0', { count: 1000 });
  },
  LIMITED,
);

scenario(
  'shares what Octopus allows among twenty fleets, and lets none of them hold up who scales in',
  async ({ given, when, then }) => {
    const growing = Array.from({ length: 19 }, (_each, index) => `growing-${index}`);
    for (const name of growing) await given.aFleet(name, { instances: 0, settlesIn: 0.5 });
    await given.aFleet('shrinking', { instances: 20 });
    for (const name of growing) when.scaledTo(50, name);
    await when.minutesPass(3);

    when.scaledTo(5, 'shrinking');
    expect(await when.until(() => then.targets('shrinking').length === 5)).toBeLessThan(90);
    await when.minutesPass(3);
    const counts = growing.map((name) => then.targets(name).length);
    // The room there was until now for each of them, were it shared evenly, is about 30 machines.
    expect(Math.min(...counts)).toBeGreaterThan(15);

    await when.minutesPass(15);
    for (const name of growing) await then.everyReadyInstanceCarries('1.1.0', { count: 50, fleet: name });
    then.octopusWasAskedToRegister(19 * 50 + 20);
  },
  LIMITED,
);
