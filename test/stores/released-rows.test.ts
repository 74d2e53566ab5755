import { expect, test } from '@jest/globals';
import { createSqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { memberOf, ofMember, withMember } from '../../shared/domain/members.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { scaleSetId } from './samples.ts';

/** A ledger row exactly as version 0.1.0 wrote it. */
const RELEASED = {
  vmId: '3b1f48b0-0000-4000-8000-000000000001',
  resourceId: `${scaleSetId('web')}/virtualMachines/4`,
  instanceId: '4',
  name: 'web_4',
  computerName: 'web000004',
  provisioningState: 'Succeeded',
  state: 'ready',
  firstSeen: '2026-11-20T08:00:00.000Z',
  readySince: '2026-11-20T08:00:30.000Z',
  health: 'healthy',
  releases: {
    'Projects-1': {
      releaseId: 'Releases-2',
      version: '1.1.0',
      state: 'deployed',
      attempts: 1,
      at: '2026-11-20T08:02:00.000Z',
      deploymentId: 'Deployments-2',
    },
  },
  reason: '1.1.0 deployed',
  address: '10.0.0.8',
  target: {
    machineId: 'Machines-1',
    name: 'web000004-3b1f48b0',
    origin: 'registered',
    since: '2026-11-20T08:00:31.000Z',
    thumbprint: '6D1F0A',
  },
};

async function releasedLedger() {
  const rows = createSqliteRowStore(':memory:');
  const partition = { table: 'ledger', partitionKey: 'web' };
  await rows.write(partition, [{ do: 'put', key: `vm:${RELEASED.vmId}`, value: RELEASED }]);
  return createStores(rows).ledger.rows('web');
}

test('a ledger row of 0.1.0 is read whole', async () => {
  expect(await releasedLedger()).toEqual([RELEASED]);
});

test('it belongs to the scale set that the fleet had, also after the fleet was pointed at another', async () => {
  const rows = await releasedLedger();
  expect(ofMember(rows, scaleSetId('WEB'))).toEqual(rows);
  const noted = withMember(rows, scaleSetId('web'));
  expect(noted.map((row) => memberOf(row, scaleSetId('other')))).toEqual([scaleSetId('web').toLowerCase()]);
  expect(ofMember(noted, scaleSetId('other'))).toEqual([]);
  expect(withMember(noted, scaleSetId('other'))).toEqual(noted);
});
