import { scenario } from '../support/scenario.ts';
import { DISK_FULL } from '../support/world.ts';
import type { StoreFault } from '../../local/host/start-host.ts';

let isFull = false;
let failures = 0;

const full: StoreFault = (moment) => {
  if (!isFull || moment !== 'commit') return;
  failures++;
  throw Object.assign(new Error(DISK_FULL), { errcode: 13 });
};

for (const stage of ['targetsRegistered', 'healthCheckStarted', 'deploymentRequested']) {
  scenario(
    `goes on by itself when the disk was full for ten minutes right after ${stage}`,
    async ({ given, when, then }) => {
      await given.aFleet('web', { instances: 2 });

      when.scaledTo(5);
      await when.theTimelineTells(stage);
      failures = 0;
      isFull = true;
      await when.minutesPass(10);
      isFull = false;
      await when.minutesPass(12);

      if (failures === 0) throw new Error('the disk was never full when it mattered');
      await then.everyReadyInstanceCarries('1.1.0', { count: 5 });
      then.targetsStandFor(then.readyInstances());
    },
    { storeFault: full },
  );
}
