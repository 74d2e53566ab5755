import { describe, expect, test } from '@jest/globals';
import type { Stores } from '../../shared/ports/stores.ts';
import { sampleFleet, scaleSetId, timeAt } from './samples.ts';

const TEMPLATE = { rollouts: { base: 'template' } };
const taken = { problem: expect.objectContaining({ kind: 'Conflict', code: 'scaleSetTaken' }) };

/** What every implementation of the stores must do for the members of a fleet. */
export function describeMembers(stores: () => Stores): void {
  const membersOf = async (name: string) => {
    const named = await stores().fleets.get(name);
    if (!named) throw new Error(`no fleet ${name}`);
    return (await stores().fleets.members(named)).map(({ scaleSet, role, since }) => [
      scaleSet.split('/').at(-1),
      role,
      since,
    ]);
  };
  const put = (name: string, scaleSet: string, { more = {}, at = timeAt(0) } = {}) =>
    stores().fleets.put(name, sampleFleet(scaleSet, more), at === undefined ? {} : { at });
  const claim = (name: string, scaleSet: string, ms = 1000) =>
    stores().fleets.claimMember(name, { scaleSet: scaleSetId(scaleSet), at: timeAt(ms) });

  describe('a fleet’s members', () => {
    test('are its base while that is live, since it is', async () => {
      await put('m-live', 'm-live');
      expect(await membersOf('m-live')).toEqual([['m-live', 'base', timeAt(0)]]);
      await put('m-live', 'm-live', { at: timeAt(5) });
      expect(await membersOf('m-live')).toEqual([['m-live', 'base', timeAt(0)]]);
      await put('m-live', 'm-live', { more: TEMPLATE, at: timeAt(6) });
      expect(await membersOf('m-live')).toEqual([]);
      await put('m-live', 'm-live', { at: timeAt(7) });
      expect(await membersOf('m-live')).toEqual([['m-live', 'base', timeAt(7)]]);
      await put('m-live', 'm-other', { at: timeAt(8) });
      expect(await membersOf('m-live')).toEqual([['m-other', 'base', timeAt(8)]]);
    });

    test('are the revisions that were claimed, the first one first; claiming again changes nothing', async () => {
      await put('m-claims', 'm-claims');
      await claim('m-claims', 'm-claims__9', 1000);
      await claim('m-claims', 'm-claims__10', 2000);
      await claim('m-claims', 'M-CLAIMS__9', 3000);
      expect(await membersOf('m-claims')).toEqual([
        ['m-claims', 'base', timeAt(0)],
        ['m-claims__9', 'revision', timeAt(1000)],
        ['m-claims__10', 'revision', timeAt(2000)],
      ]);
      expect(await stores().fleets.ofScaleSet(scaleSetId('M-claims__10'))).toBe('m-claims');
    });

    test('are not those of a fleet whose name starts alike', async () => {
      await put('m-pre', 'm-pre');
      await put('m-pre-2', 'm-pre-2');
      await claim('m-pre-2', 'm-pre__1');
      expect(await membersOf('m-pre')).toHaveLength(1);
    });

    test('are no other fleet’s', async () => {
      await put('m-mine', 'm-mine');
      await put('m-theirs', 'm-theirs', { more: TEMPLATE });
      await claim('m-mine', 'm-mine__1');
      await expect(claim('m-theirs', 'm-mine__1')).rejects.toMatchObject(taken);
      await expect(claim('m-theirs', 'm-mine')).rejects.toMatchObject(taken);
      await expect(claim('m-mine', 'm-theirs')).rejects.toMatchObject(taken);
      await expect(put('m-third', 'm-mine__1')).rejects.toMatchObject(taken);
      expect(await membersOf('m-theirs')).toEqual([]);
    });

    test('are let go one by one, and then are free; to release the base, or another’s, does nothing', async () => {
      const { fleets } = stores();
      await put('m-leave', 'm-leave');
      await put('m-heir', 'm-heir');
      await claim('m-leave', 'm-leave__1');
      await fleets.releaseMember('m-heir', scaleSetId('m-leave__1'));
      await fleets.releaseMember('m-leave', scaleSetId('m-leave'));
      expect(await membersOf('m-leave')).toHaveLength(2);
      await fleets.releaseMember('m-leave', scaleSetId('M-leave__1'));
      await fleets.releaseMember('m-leave', scaleSetId('m-leave__1'));
      expect(await membersOf('m-leave')).toHaveLength(1);
      expect(await fleets.ofScaleSet(scaleSetId('m-leave__1'))).toBeUndefined();
      expect(await fleets.ofScaleSet(scaleSetId('m-leave'))).toBe('m-leave');
      await claim('m-heir', 'm-leave__1');
    });

    test('stay members when the fleet’s base becomes another, also when one of them was the base', async () => {
      await put('m-base', 'm-base');
      await claim('m-base', 'm-base__1');
      await put('m-base', 'm-base__1', { at: timeAt(9) });
      expect(await membersOf('m-base')).toEqual([['m-base__1', 'base', timeAt(9)]]);
      await put('m-base', 'm-base', { at: timeAt(10) });
      expect(await membersOf('m-base')).toEqual([
        ['m-base', 'base', timeAt(10)],
        ['m-base__1', 'revision', timeAt(1000)],
      ]);
      expect(await stores().fleets.ofScaleSet(scaleSetId('m-base__1'))).toBe('m-base');
    });

    test('are all let go with the fleet, and a fleet of that name made later has none', async () => {
      const { fleets } = stores();
      await put('m-gone', 'm-gone');
      await claim('m-gone', 'm-gone__1');
      await fleets.delete('m-gone');
      expect(await fleets.ofScaleSet(scaleSetId('m-gone__1'))).toBeUndefined();
      await expect(claim('m-gone', 'm-gone__2')).rejects.toMatchObject({
        problem: expect.objectContaining({ kind: 'Permanent', code: 'fleetNotFound' }),
      });
      await put('m-gone', 'm-gone');
      expect(await membersOf('m-gone')).toHaveLength(1);
      await put('m-new', 'm-gone__1');
    });

    test('of many who want the same one at once, one fleet gets it', async () => {
      const names = ['m-r-a', 'm-r-b', 'm-r-c', 'm-r-d'];
      for (const name of names) await put(name, name);
      const results = await Promise.allSettled(names.map((name) => claim(name, 'm-prize__1')));
      const winners = names.filter((_, index) => results[index]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      const counts = await Promise.all(names.map(async (name) => (await membersOf(name)).length));
      expect(counts.sort()).toEqual([1, 1, 1, 2]);
    });
  });
}
