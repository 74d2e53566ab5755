import { beforeAll, describe, expect, test } from '@jest/globals';
import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import { conflict } from '../../shared/contracts/problem.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import type { RowStore } from '../../shared/tables/row-store.ts';
import type { Stores } from '../../shared/ports/stores.ts';
import { describeHistory } from './history-contract.ts';
import { describeMembers } from './members-contract.ts';
import { describeRollouts } from './rollouts-contract.ts';
import { sampleFleet, sampleHint, sampleOrphan, sampleRow, scaleSetId } from './samples.ts';

/** What every implementation of the stores must do. `open` gives row stores whose contents the tests may fill as they like. */
export function describeStores(name: string, open: () => RowStore): void {
  describe(`the stores over ${name}`, () => {
    let stores: Stores;
    beforeAll(() => {
      stores = createStores(open());
    });
    const current = () => stores;
    describe('fleets', () => fleetsSpec(current));
    describe('fleets that are put at one moment', () => sharingSpec(open));
    describeMembers(current);
    describe('the hint inbox', () => hintsSpec(current));
    describe('the ledger', () => ledgerSpec(current));
    describeHistory(current);
    describe('rollouts', () => describeRollouts(current));
  });
}

function fleetsSpec(stores: () => Stores): void {
  test('a fleet is read back as it was put, and listed', async () => {
    const { fleets } = stores();
    expect(await fleets.put('readback', sampleFleet('readback'))).toBe('created');
    expect(await fleets.get('readback')).toEqual({ name: 'readback', fleet: sampleFleet('readback') });
    expect((await fleets.list()).map(({ name }) => name)).toContain('readback');
  });

  test('putting a fleet again replaces it', async () => {
    const { fleets } = stores();
    await fleets.put('again', sampleFleet('again'));
    const changed = { ...sampleFleet('again'), health: { waitMinutes: 7 } };
    expect(await fleets.put('again', changed)).toBe('replaced');
    expect((await fleets.get('again'))?.fleet.health.waitMinutes).toBe(7);
  });

  test('a scale set leads to its fleet, however its id is spelt', async () => {
    const { fleets } = stores();
    await fleets.put('spelling', sampleFleet('spelling'));
    expect(await fleets.ofScaleSet(scaleSetId('spelling').toUpperCase())).toBe('spelling');
    expect(await fleets.ofScaleSet(scaleSetId('unknown'))).toBeUndefined();
  });

  test('a scale set belongs to one fleet only', async () => {
    const { fleets } = stores();
    await fleets.put('owner', sampleFleet('wanted'));
    const taken = { problem: expect.objectContaining({ kind: 'Conflict', code: 'scaleSetTaken' }) };
    await expect(fleets.put('other', sampleFleet('WANTED'))).rejects.toMatchObject(taken);
    expect(await fleets.get('other')).toBeUndefined();
  });

  test('a fleet that changes its scale set releases the old one', async () => {
    const { fleets } = stores();
    await fleets.put('mover', sampleFleet('before'));
    await fleets.put('mover', sampleFleet('after'));
    expect(await fleets.ofScaleSet(scaleSetId('before'))).toBeUndefined();
    expect(await fleets.ofScaleSet(scaleSetId('after'))).toBe('mover');
    expect(await fleets.put('heir', sampleFleet('before'))).toBe('created');
  });

  test('of many who want the same scale set at once, one gets it', async () => {
    const { fleets } = stores();
    const names = ['racer-a', 'racer-b', 'racer-c', 'racer-d'];
    const results = await Promise.allSettled(names.map((name) => fleets.put(name, sampleFleet('prize'))));
    const winners = names.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(await fleets.ofScaleSet(scaleSetId('prize'))).toBe(winners[0]);
  });

  test('a deleted fleet is gone with its status and its hold on the scale set', async () => {
    const { fleets } = stores();
    await fleets.put('brief', sampleFleet('brief'));
    await fleets.saveStatus('brief', { phase: 'idle', since: '2026-11-20T08:00:00Z', problems: [] });
    expect(await fleets.delete('brief')).toBe('deleted');
    expect(await fleets.delete('brief')).toBe('absent');
    expect(await fleets.get('brief')).toBeUndefined();
    expect(await fleets.status('brief')).toBeUndefined();
    expect(await fleets.ofScaleSet(scaleSetId('brief'))).toBeUndefined();
  });

  test('a fleet without a status is deleted just as well', async () => {
    const { fleets } = stores();
    await fleets.put('silent', sampleFleet('silent'));
    expect(await fleets.delete('silent')).toBe('deleted');
    expect(await fleets.get('silent')).toBeUndefined();
  });

  test('the status last saved is the one read', async () => {
    const { fleets } = stores();
    await fleets.saveStatus('busy', { phase: 'idle', since: '2026-11-20T08:00:00Z', problems: [] });
    await fleets.saveStatus('busy', { phase: 'reacting', since: '2026-11-20T08:01:00Z', problems: [] });
    expect(await fleets.status('busy')).toMatchObject({ phase: 'reacting' });
  });
}

/** As many processes as there are names, each putting a fleet that shares nothing with the others only while it is alone. */
function sharingSpec(open: () => RowStore): void {
  const names = ['sharer-a', 'sharer-b', 'sharer-c', 'sharer-d'];
  const alone = (others: NamedFleet[]) => {
    if (others.some(({ name }) => names.includes(name)))
      throw conflict('ownershipShared', 'They share.', 'Do not.');
  };

  test('are each judged against those that were written before', async () => {
    const rows = open();
    const results = await Promise.allSettled(
      names.map((name) => createStores(rows).fleets.put(name, sampleFleet(name), { sharesNone: alone })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = { status: 'rejected', reason: { problem: { code: 'ownershipShared' } } };
    for (const result of results.filter(({ status }) => status === 'rejected'))
      expect(result).toMatchObject(refused);
    const stored = (await createStores(rows).fleets.list()).filter(({ name }) => names.includes(name));
    expect(stored).toHaveLength(1);
  });

  test('are not judged where they say of their targets what they said before', async () => {
    const { fleets } = createStores(open());
    await fleets.put('settled', sampleFleet('settled'));
    const calmer = { ...sampleFleet('settled'), health: { waitMinutes: 7 } };
    const refuse = () => {
      throw conflict('ownershipShared', 'They share.', 'Do not.');
    };
    expect(await fleets.put('settled', calmer, { sharesNone: refuse })).toBe('replaced');
    const { octopus } = sampleFleet('settled');
    const wider = { ...calmer, ...(octopus ? { octopus: { ...octopus, roles: ['any'] } } : {}) };
    await expect(fleets.put('settled', wider, { sharesNone: refuse })).rejects.toMatchObject({
      problem: { code: 'ownershipShared' },
    });
    expect((await fleets.get('settled'))?.fleet).toEqual(calmer);
  });
}

function hintsSpec(stores: () => Stores): void {
  test('no hints make an empty batch, and clearing it clears nothing', async () => {
    const { hints } = stores();
    const batch = await hints.collect('quiet');
    expect(batch).toMatchObject({ count: 0, distinct: 0, sources: {}, examples: [], approvedRemovals: 0 });
    await hints.add('quiet', sampleHint('a', 0));
    await hints.clear('quiet', batch.through);
    expect((await hints.collect('quiet')).count).toBe(1);
  });

  test('waiting hints are taken as one: counted, by source, with the newest and the highest approval', async () => {
    const { hints } = stores();
    for (let i = 0; i < 12; i += 1) await hints.add('many', sampleHint(`e${i}`, i));
    await hints.add('many', sampleHint('e11', 50));
    await hints.add('many', sampleHint('op', 51, { source: 'operator', approvedRemovals: 40 }));
    await hints.add('many', sampleHint('op2', 52, { source: 'operator', approvedRemovals: 5 }));
    const batch = await hints.collect('many');
    expect(batch).toMatchObject({ count: 15, distinct: 14, approvedRemovals: 40 });
    expect(batch.sources).toEqual({ eventGrid: 13, operator: 2 });
    expect(batch.examples).toHaveLength(10);
    expect(batch.examples.at(-1)?.id).toBe('op2');
  });

  test('collecting removes nothing, clearing removes what was collected', async () => {
    const { hints } = stores();
    await hints.add('twice', sampleHint('a', 1));
    const first = await hints.collect('twice');
    expect(await hints.collect('twice')).toEqual(first);
    await hints.clear('twice', first.through);
    await hints.clear('twice', first.through);
    expect((await hints.collect('twice')).count).toBe(0);
  });

  test('a hint that comes between collecting and clearing stays, even one with an earlier time', async () => {
    const { hints } = stores();
    await hints.add('late', sampleHint('first', 10));
    const batch = await hints.collect('late');
    await hints.add('late', sampleHint('later', 11));
    await hints.add('late', sampleHint('slow on its way', 5, { source: 'operator', approvedRemovals: 3 }));
    await hints.clear('late', batch.through);
    const rest = await hints.collect('late');
    expect(rest.examples.map(({ id }) => id)).toEqual(['slow on its way', 'later']);
  });

  test('one of many has to wake the fleet, and one again as soon as the inbox was looked into', async () => {
    const { hints } = stores();
    const comes = (ms: number) => hints.deliver('burst', sampleHint(`e${ms}`, ms));
    expect(await comes(0)).toBe('ring');
    expect(await comes(100)).toBe('awaited');
    expect((await hints.collect('burst')).count).toBe(2);
    expect(await comes(200)).toBe('ring');
    expect(await hints.deliver('other', sampleHint('a', 200))).toBe('ring');
  });

  test('of many that come at the same time each is there, and one has to wake the fleet', async () => {
    const { hints } = stores();
    const all = Array.from({ length: 250 }, (_, i) => hints.deliver('crowd', sampleHint(`e${i}`, i)));
    const wakings = await Promise.all(all);
    expect(wakings.filter((each) => each !== 'awaited')).toEqual(['ring']);
    expect((await hints.collect('crowd')).distinct).toBe(250);
  });

  test('a claim to wake the fleet ends when it is given back, and by itself when its owner died', async () => {
    const { hints } = stores();
    const comes = (ms: number) => hints.deliver('died', sampleHint(`e${ms}`, ms));
    expect(await comes(0)).toBe('ring');
    await hints.releaseWaking('died');
    expect(await comes(1000)).toBe('ring');
    expect(await comes(8900)).toBe('awaited');
    expect(await comes(9000)).toBe('unanswered');
    expect(await comes(9100)).toBe('awaited');
  });

  test('the same hint added twice by a retry counts once', async () => {
    const { hints } = stores();
    await hints.add('retry', sampleHint('same', 1));
    await hints.add('retry', sampleHint('same', 1));
    expect((await hints.collect('retry')).count).toBe(1);
  });

  test('fleets have inboxes of their own', async () => {
    const { hints } = stores();
    await hints.add('mine', sampleHint('a', 1));
    await hints.clear('theirs', (await hints.collect('mine')).through);
    expect((await hints.collect('theirs')).count).toBe(0);
    expect((await hints.collect('mine')).count).toBe(1);
  });
}

function ledgerSpec(stores: () => Stores): void {
  test('a thousand rows are saved and read back', async () => {
    const { ledger } = stores();
    const rows = Array.from({ length: 1000 }, (_, i) => sampleRow(`vm-${String(i).padStart(4, '0')}`));
    await ledger.save('large', rows);
    expect(await ledger.rows('large')).toEqual(rows);
  });

  test('a row is one instance, however its vmId is spelt', async () => {
    const { ledger } = stores();
    await ledger.save('cased', [sampleRow('ABC-1', { health: 'unhealthy' })]);
    await ledger.save('cased', [sampleRow('abc-1', { health: 'healthy' })]);
    expect(await ledger.rows('cased')).toMatchObject([{ vmId: 'abc-1', health: 'healthy' }]);
    await ledger.remove('cased', ['Abc-1']);
    expect(await ledger.rows('cased')).toEqual([]);
  });

  test('removing rows, also ones that are not there, leaves the others', async () => {
    const { ledger } = stores();
    await ledger.save('thinned', [sampleRow('a'), sampleRow('b'), sampleRow('c')]);
    await ledger.remove('thinned', ['a', 'never', 'c']);
    await ledger.remove('thinned', ['a', 'c']);
    await ledger.remove('thinned', []);
    expect((await ledger.rows('thinned')).map(({ vmId }) => vmId)).toEqual(['b']);
  });

  test('tells whose a VM is whose name speaks of no scale set, in any spelling, until it is removed', async () => {
    const { ledger } = stores();
    const resourceId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/own';
    await ledger.save('keeper', [sampleRow('a', { resourceId }), sampleRow('b')]);
    expect(await ledger.fleetOf(resourceId.toUpperCase())).toBe('keeper');
    expect(await ledger.fleetOf(`${resourceId}-other`)).toBeUndefined();
    const misleading = `${resourceId}_0badcafe`;
    await ledger.save('keeper', [sampleRow('c', { resourceId: misleading, member: scaleSetId('mine') })]);
    expect(await ledger.fleetOf(misleading)).toBe('keeper');
    await ledger.remove('keeper', ['a']);
    expect(await ledger.fleetOf(resourceId)).toBeUndefined();
  });

  test('orphans are replaced as a whole and are no instances', async () => {
    const { ledger } = stores();
    await ledger.save('orphaned', [sampleRow('a')]);
    await ledger.saveOrphans('orphaned', [sampleOrphan('Machines-1'), sampleOrphan('Machines-2')]);
    await ledger.saveOrphans('orphaned', [sampleOrphan('Machines-2'), sampleOrphan('Machines-3')]);
    expect(await ledger.orphans('orphaned')).toEqual([
      sampleOrphan('Machines-2'),
      sampleOrphan('Machines-3'),
    ]);
    expect(await ledger.rows('orphaned')).toHaveLength(1);
    await ledger.saveOrphans('orphaned', []);
    expect(await ledger.orphans('orphaned')).toEqual([]);
  });

  test('a row as wide as they get comes back whole', async () => {
    const { ledger } = stores();
    const wide = sampleRow('wide', { reason: `${'😀 "quoted" \\ ü/#?%\n'.repeat(9000)}end` });
    await ledger.save('wide', [wide]);
    expect(await ledger.rows('wide')).toEqual([wide]);
  });

  test('a row that is too large is refused as such', async () => {
    const tooLarge = stores().ledger.save('huge', [sampleRow('huge', { reason: 'x'.repeat(600_000) })]);
    const problem = expect.objectContaining({ kind: 'InvalidInput', code: 'rowTooLarge' });
    await expect(tooLarge).rejects.toMatchObject({ problem });
  });

  test('ids with every awkward character keep their rows apart', async () => {
    const { ledger } = stores();
    const names = [
      'a/b',
      'a\\b',
      'a#b',
      'a?b',
      "a'b",
      'a%b',
      'a%2Fb',
      'a b',
      'a\tb',
      'a\u0085b',
      'aüb',
      'a+b',
      'a&b',
    ];
    await ledger.saveOrphans('awkward', names.map(sampleOrphan));
    expect(new Set((await ledger.orphans('awkward')).map(({ name }) => name))).toEqual(new Set(names));
  });
}
