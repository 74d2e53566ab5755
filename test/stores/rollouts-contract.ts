import { describe, expect, test } from '@jest/globals';
import { RolloutPolicy } from '../../shared/contracts/rollout/policy.ts';
import type { AskedCommand, Entry, Rollout } from '../../shared/contracts/rollout/record.ts';
import type { Stores } from '../../shared/ports/stores.ts';
import { timeAt } from './samples.ts';

const IMAGE = { marketplace: { publisher: 'p', offer: 'o', sku: 's', version: '1.0.0' } };

/** A rollout that has just begun; small, and none that a planner made. */
export function sampleRollout(fleet: string, ms: number): Rollout {
  const at = timeAt(ms);
  const why = 'the new image gets a unit of its own';
  const size = { min: 0, desired: 2, max: 4 };
  return {
    ...{ id: `${fleet}-${ms}`, fleet, createdAt: at },
    policy: RolloutPolicy.parse({ fleet, image: IMAGE, basic: {} }),
    plan: {
      ...{ newUnit: 'web__1', revision: 1, stableUnit: 'web', desired: 2, successAt: 1 },
      steps: [
        {
          ...{ kind: 'upgrade', title: 'Upgrade', deadlineSeconds: 60 },
          moves: [{ kind: 'change', change: { facet: 'size', of: 'web__1', to: size }, why }],
        },
      ],
    },
    ...{ goal: 'forward', position: { step: 0, move: 0, stepSince: at, moveSince: at }, lastSeq: 0 },
  };
}

export function sampleEntryOf(seq: number): Entry {
  const before = { min: 0, desired: 0, max: 4 };
  const to = { min: 0, desired: seq, max: 4 };
  return {
    ...{ seq, step: 0, direction: 'forward', facet: 'size', of: 'web__1', before, to },
    ...{ at: timeAt(seq), why: 'it grows' },
  };
}

function asked(command: AskedCommand['command'], ms: number, step = 0): AskedCommand {
  return { command, by: 'somebody', at: timeAt(ms), step, move: 0 };
}

/** The part of the stores' contract that is about rollouts. */
export function describeRollouts(stores: () => Stores): void {
  describe('one at a time', () => oneAtATime(stores));
  describe('the file of a rollout', () => fileSpec(stores));
}

function oneAtATime(stores: () => Stores): void {
  test('one that has begun is under way until it has ended', async () => {
    const { rollouts } = stores();
    const rollout = sampleRollout('single', 1);
    await rollouts.begin(rollout);
    expect(await rollouts.underWay('single')).toBe(rollout.id);
    const file = await rollouts.open('single', rollout.id);
    if (!file) throw new Error('it is not there');
    await rollouts.commit(file, { rollout: { ...rollout, ended: { at: timeAt(2), reason: 'done' } } });
    expect(await rollouts.underWay('single')).toBeUndefined();
  });

  test('a second one is refused, and told which is the first; the first again is content', async () => {
    const { rollouts } = stores();
    await rollouts.begin(sampleRollout('twice', 1));
    await rollouts.begin(sampleRollout('twice', 1));
    const refused = expect.objectContaining({
      ...{ kind: 'Conflict', code: 'rolloutUnderWay' },
      message: expect.stringContaining('twice-1'),
    });
    await expect(rollouts.begin(sampleRollout('twice', 2))).rejects.toMatchObject({ problem: refused });
    expect((await rollouts.list('twice', { take: 9 })).items.map(({ id }) => id)).toEqual(['twice-1']);
  });

  test('one that has ended is taken up again as it ended, unless another is under way', async () => {
    const { rollouts } = stores();
    const rollout = sampleRollout('again', 1);
    const ended = { ...rollout, ended: { at: timeAt(2), reason: 'done' } };
    await rollouts.begin(rollout);
    const file = await rollouts.open('again', rollout.id);
    if (!file) throw new Error('it is not there');
    await rollouts.commit(file, { rollout: ended });
    await rollouts.begin(rollout);
    expect(await rollouts.underWay('again')).toBe(rollout.id);
    expect((await rollouts.open('again', rollout.id))?.rollout).toEqual(ended);
    await expect(rollouts.begin(sampleRollout('again', 5))).rejects.toMatchObject({
      problem: expect.objectContaining({ code: 'rolloutUnderWay' }),
    });
  });

  test('they are listed newest first, in pages', async () => {
    const { rollouts } = stores();
    for (const ms of [1, 2, 3]) {
      const rollout = sampleRollout('many', ms);
      await rollouts.begin(rollout);
      const file = await rollouts.open('many', rollout.id);
      if (!file) throw new Error('it is not there');
      await rollouts.commit(file, { rollout: { ...rollout, ended: { at: timeAt(9), reason: 'done' } } });
    }
    const first = await rollouts.list('many', { take: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['many-3', 'many-2']);
    const rest = await rollouts.list('many', { take: 2, before: first.next ?? '' });
    expect(rest.items.map(({ id }) => id)).toEqual(['many-1']);
  });
}

function fileSpec(stores: () => Stores): void {
  test('record, journal and obeyed commands change as one, or not at all', async () => {
    const { rollouts } = stores();
    const rollout = sampleRollout('whole', 1);
    await rollouts.begin(rollout);
    await rollouts.ask('whole', rollout.id, asked('pause', 5));
    const file = await rollouts.open('whole', rollout.id);
    if (!file) throw new Error('it is not there');
    const next = { ...rollout, lastSeq: 1 };
    await rollouts.commit(file, { rollout: next, entries: [sampleEntryOf(1)], obeyed: file.asked });
    const late = { rollout, entries: [sampleEntryOf(2)] };
    await expect(rollouts.commit(file, late)).rejects.toMatchObject({
      problem: expect.objectContaining({ kind: 'Conflict', code: 'rolloutChanged' }),
    });
    expect(await rollouts.open('whole', rollout.id)).toMatchObject({
      ...{ rollout: next, journal: [sampleEntryOf(1)], asked: [] },
    });
  });

  test('the journal is read in the order of its numbers', async () => {
    const { rollouts } = stores();
    const rollout = sampleRollout('ordered', 1);
    await rollouts.begin(rollout);
    const file = await rollouts.open('ordered', rollout.id);
    if (!file) throw new Error('it is not there');
    await rollouts.commit(file, { rollout, entries: [10, 2, 1].map(sampleEntryOf) });
    const { journal } = (await rollouts.open('ordered', rollout.id)) ?? { journal: [] };
    expect(journal.map(({ seq }) => seq)).toEqual([1, 2, 10]);
  });

  test('commands wait in the order they came; the same one for the same place counts once', async () => {
    const { rollouts } = stores();
    const rollout = sampleRollout('told', 1);
    await rollouts.begin(rollout);
    await rollouts.ask('told', rollout.id, asked('promote', 9));
    await rollouts.ask('told', rollout.id, asked('approve', 3));
    await rollouts.ask('told', rollout.id, asked('approve', 4));
    const file = await rollouts.open('told', rollout.id);
    expect(file?.asked).toEqual([asked('approve', 4), asked('promote', 9)]);
  });

  test('there is none of another fleet, nor one that never began', async () => {
    const { rollouts } = stores();
    await rollouts.begin(sampleRollout('mine', 1));
    expect(await rollouts.open('other', 'mine-1')).toBeUndefined();
    expect(await rollouts.open('mine', 'mine-2')).toBeUndefined();
  });

  test('what is saved is found by its key, and twice the same has one key', async () => {
    const saved = stores().rollouts.saved('keeper');
    const value = { name: 'autoscale', rules: [1, 2] };
    const key = await saved.save(value);
    expect(await saved.save(value)).toBe(key);
    expect(await saved.load(key)).toEqual(value);
    await expect(saved.load('unknown')).rejects.toMatchObject({
      problem: expect.objectContaining({ code: 'savedValueLost' }),
    });
  });
}
