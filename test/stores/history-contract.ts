import { describe, expect, test } from '@jest/globals';
import type { Stores } from '../../shared/ports/stores.ts';
import { sampleDeployment, sampleEntry, sampleEvent, sampleReaction } from './samples.ts';

/** The part of the stores' contract that is about what happened: timelines, reactions, deployments, events. */
export function describeHistory(stores: () => Stores): void {
  describe('the timeline', () => timelineSpec(stores));
  describe('reactions', () => reactionsSpec(stores));
  describe('deployments', () => deploymentsSpec(stores));
  describe('quarantined events', () => quarantineSpec(stores));
}

function timelineSpec(stores: () => Stores): void {
  const messages = async (fleet: string, take = 100) =>
    (await stores().timeline.read(fleet, { take })).items.map(({ message }) => message);

  test('is read newest first', async () => {
    const { timeline } = stores();
    await timeline.append('story', [sampleEntry('second', 2), sampleEntry('third', 3)]);
    await timeline.append('story', [sampleEntry('first', 1)]);
    expect(await messages('story')).toEqual(['third', 'second', 'first']);
  });

  test('entries of the same moment are read in the reverse of the order they were written', async () => {
    const { timeline } = stores();
    await timeline.append('moment', [sampleEntry('z', 1), sampleEntry('a', 1)]);
    await timeline.append('moment', [sampleEntry('m', 1)]);
    expect(await messages('moment')).toEqual(['m', 'a', 'z']);
  });

  test('writing an entry twice is harmless, at the same time or another', async () => {
    const { timeline } = stores();
    await timeline.append('repeated', [sampleEntry('one', 1), sampleEntry('two', 2)]);
    await timeline.append('repeated', [sampleEntry('one', 1, { reason: 'again' }), sampleEntry('three', 3)]);
    await timeline.append('repeated', [sampleEntry('two', 9)]);
    expect(await messages('repeated')).toEqual(['two', 'three', 'one']);
    expect((await timeline.read('repeated', { take: 9 })).items.at(-1)?.reason).toBe('again');
  });

  test('an entry twice in one append is kept once, as last written', async () => {
    const { timeline } = stores();
    await timeline.append('doubled', [sampleEntry('one', 1), sampleEntry('one', 1, { message: 'newer' })]);
    expect(await messages('doubled')).toEqual(['newer']);
  });

  test('pages follow each other without gap or overlap, also while entries are added', async () => {
    const { timeline } = stores();
    const entries = Array.from({ length: 120 }, (_, i) => sampleEntry(`e${i}`, Math.floor(i / 3)));
    await timeline.append('paged', entries);
    const read: string[] = [];
    let next: string | undefined;
    do {
      const page = await timeline.read(
        'paged',
        next === undefined ? { take: 50 } : { take: 50, before: next },
      );
      read.push(...page.items.map(({ message }) => message));
      next = page.next;
      await timeline.append('paged', [sampleEntry(`new${read.length}`, 1000)]);
    } while (next !== undefined);
    expect(read).toEqual(entries.map(({ message }) => message).reverse());
  });

  test('a page token of somebody’s own making is refused', async () => {
    const problem = expect.objectContaining({ kind: 'InvalidInput', code: 'badPageToken' });
    await expect(stores().timeline.read('paged', { take: 5, before: "' or 1" })).rejects.toMatchObject({
      problem,
    });
  });
}

function reactionsSpec(stores: () => Stores): void {
  test('a reaction is saved as it goes and read by its id', async () => {
    const { reactions } = stores();
    await reactions.save(sampleReaction('going', 1));
    await reactions.save(sampleReaction('going', 1, { outcome: 'settled' }));
    expect(await reactions.get('shop', 'going')).toEqual(sampleReaction('going', 1, { outcome: 'settled' }));
    expect(await reactions.get('shop', 'unknown')).toBeUndefined();
  });

  test('reactions are listed newest first, each once, by pages', async () => {
    const { reactions } = stores();
    for (const i of [2, 1, 3]) await reactions.save(sampleReaction(`r${i}`, i, { fleet: 'listed' }));
    await reactions.save(sampleReaction('r2', 2, { fleet: 'listed', outcome: 'settled' }));
    const first = await reactions.list('listed', { take: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['r3', 'r2']);
    const second = await reactions.list('listed', { take: 2, before: first.next ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual(['r1']);
    expect(second.next).toBeUndefined();
  });
}

function deploymentsSpec(stores: () => Stores): void {
  const openIds = async (fleet: string) =>
    (await stores().reactions.openDeployments(fleet)).map(({ id }) => id);

  test('deployments are open from planned to requested, then finished, and found all along', async () => {
    const { reactions } = stores();
    const states = ['planned', 'asking', 'requested'] as const;
    await reactions.saveDeployments(
      'shop',
      states.map((state) => sampleDeployment(`was ${state}`, state)),
    );
    expect(await openIds('shop')).toEqual(['was asking', 'was planned', 'was requested']);
    await reactions.saveDeployments('shop', [
      sampleDeployment('was planned', 'failed'),
      sampleDeployment('was requested', 'succeeded'),
    ]);
    expect(await openIds('shop')).toEqual(['was asking']);
    expect(await reactions.deployment('shop', 'was asking')).toMatchObject({ state: 'asking' });
    expect(await reactions.deployment('shop', 'was planned')).toMatchObject({ state: 'failed' });
    expect(await reactions.deployment('shop', 'unknown')).toBeUndefined();
  });

  test('a deployment may be finished that was never seen open, and be opened again', async () => {
    const { reactions } = stores();
    await reactions.saveDeployments('again', [sampleDeployment('d', 'failed')]);
    expect(await openIds('again')).toEqual([]);
    await reactions.saveDeployments('again', [sampleDeployment('d', 'requested')]);
    expect(await openIds('again')).toEqual(['d']);
    expect((await reactions.deployment('again', 'd'))?.state).toBe('requested');
    await reactions.saveDeployments('again', [sampleDeployment('d', 'succeeded')]);
    expect((await reactions.deployment('again', 'd'))?.state).toBe('succeeded');
  });
}

function quarantineSpec(stores: () => Stores): void {
  test('events are listed newest first, by pages', async () => {
    const { quarantine } = stores();
    for (const i of [1, 3, 2]) await quarantine.add(sampleEvent(`event ${i}`, i));
    const first = await quarantine.list({ take: 2 });
    expect(first.items).toEqual([sampleEvent('event 3', 3), sampleEvent('event 2', 2)]);
    const second = await quarantine.list({ take: 2, before: first.next ?? '' });
    expect(second).toEqual({ items: [sampleEvent('event 1', 1)] });
  });
}
