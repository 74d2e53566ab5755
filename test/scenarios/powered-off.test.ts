import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

for (const mode of ['Uniform', 'Flexible'] as const) {
  scenario(`${mode}: an instance that is off is no capacity, and not gone`, async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3, mode });
    const [off = ''] = then.readyInstances();

    when.powerIs('deallocated', off);
    when.scaledTo(4);
    await when.minutesPass(8);

    then.nothingWasPruned();
    expect((await then.theInstance(off)).state).toBe('stopped');
    then.deploymentsWere([[then.newestInstance()]]);
    await then.theFleetIs('idle');
    const [, reason] = (await then.reactions()).map((each) => each.reason);
    expect(reason).toMatch(/3 of 4 instances are ready, 1 off/);
  });

  scenario(`${mode}: what it missed reaches it within a reconcile period`, async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3, mode });
    const [off = ''] = then.readyInstances();
    when.powerIs('deallocated', off);
    await when.minutesPass(61);

    given.aRelease('Web Shop', '1.2.0');
    when.somebodyDeploys('1.2.0', { missing: [off] });
    await when.minutesPass(10);
    when.powerIs('running', off);
    await when.minutesPass(6);

    then.deploymentsWere([[off]], { version: '1.2.0' });
    await when.minutesPass(2);
    await then.everyReadyInstanceCarries('1.2.0', { count: 3 });
  });
}

scenario(
  'one that recovered gets what it missed within a reconcile period',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 2 });
    when.tentacleIs('silent', 'web_1');
    await when.minutesPass(70);

    given.aRelease('Web Shop', '1.2.0');
    when.somebodyDeploys('1.2.0', { missing: ['web_1'] });
    await when.minutesPass(10);
    then.deploymentsWere([]);
    when.tentacleIs('well', 'web_1');
    await when.minutesPass(6);

    then.deploymentsWere([['web_1']], { version: '1.2.0' });
  },
);
