import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planEntity } from '../../local/host/durable-engine/entity-step.ts';
import type { EntityPlan } from '../../local/host/durable-engine/entity-step.ts';
import { FairQueue } from '../../local/host/durable-engine/fair-queue.ts';
import type { EntityRecord, EntityRequest } from '../../local/host/durable-engine/records.ts';
import { parseRoute } from '../../local/host/http-surface/route-template.ts';

describe('a fair queue', () => {
  it('serves its owners in turn, each in its order, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (owners) => {
        const queue = new FairQueue<string>();
        owners.forEach((owner, index) => queue.push(owner, `${owner}${index}`));
        expect(queue.size).toBe(owners.length);
        const taken = owners.map(() => queue.take() ?? '');
        expect([queue.size, queue.take()]).toEqual([0, undefined]);
        for (const owner of ['a', 'b', 'c'])
          expect(taken.filter((item) => item.startsWith(owner))).toEqual(
            owners.map((name, index) => `${name}${index}`).filter((item) => item.startsWith(owner)),
          );
      }),
    );
    const queue = new FairQueue<number>();
    for (const n of [1, 2, 3]) queue.push('greedy', n);
    queue.push('modest', 4);
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([1, 4, 2, 3]);
  });
});

const names = ['first', 'second', 'third'];

/** Orchestrations that each lock, operate and release, and others that only signal, in any interleaving. */
const traffic = fc
  .array(fc.tuple(fc.constantFrom(...names, 'nobody'), fc.integer({ min: 1, max: 3 })))
  .map((picks) => {
    const sent = new Map<string, number>();
    return picks.map(([sender, cut]): [EntityRequest, number] => {
      const index = sent.get(sender) ?? 0;
      sent.set(sender, index + 1);
      const kind = sender === 'nobody' ? 'operation' : (['lock', 'operation', 'release'] as const)[index % 3];
      return [request(kind ?? 'operation', sender, `${sender}-${index}`), cut];
    });
  });

function request(kind: EntityRequest['kind'], sender: string, id: string): EntityRequest {
  return {
    kind,
    id,
    parentInstanceId: sender,
    parentExecutionId: null,
    isSignal: false,
    operation: kind,
    input: null,
  };
}

describe('an entity with locks', () => {
  it('runs each operation once, and while it is locked only those of the holder', () => {
    fc.assert(
      fc.property(traffic, (requests) => {
        let entity: EntityRecord = {
          entityId: '@e@k',
          exists: false,
          state: null,
          lockedBy: null,
          queue: [],
          updatedAt: 0,
        };
        const done: string[] = [];
        let holder: string | null = null;
        const pending = requests.map(([one]) => one);
        // A holder sends its operation and its release only once it holds the lock.
        while (pending.length > 0) {
          const next = pending.findIndex(
            (one) =>
              one.kind === 'lock' || one.parentInstanceId === 'nobody' || one.parentInstanceId === holder,
          );
          if (next < 0) break;
          const plan: EntityPlan = planEntity(entity, pending.splice(next, 1));
          const allowed = new Set([holder, entity.lockedBy]);
          for (const one of plan.batch) {
            if (entity.lockedBy !== null && plan.lockedBy === entity.lockedBy)
              expect(allowed).toContain(one.parentInstanceId);
            done.push(one.id);
          }
          holder = plan.lockedBy;
          entity = { ...entity, lockedBy: plan.lockedBy, queue: plan.queue };
        }
        expect(new Set(done).size).toBe(done.length);
        const open = [...entity.queue, ...pending].map(({ id }) => id);
        const operations = requests.filter(([one]) => one.kind === 'operation').map(([one]) => one.id);
        expect([...done, ...open.filter((id) => operations.includes(id))].sort()).toEqual(
          [...operations].sort(),
        );
        const own = (sender: string) => done.filter((id) => id.startsWith(sender));
        for (const sender of [...names, 'nobody'])
          expect(own(sender)).toEqual(
            operations.filter((id) => id.startsWith(sender)).slice(0, own(sender).length),
          );
      }),
    );
  });

  it('grants the lock after what came before it and makes the rest wait', () => {
    const entity = { entityId: '@e@k', exists: true, state: '1', lockedBy: null, queue: [], updatedAt: 0 };
    const [before, lock, after] = [
      request('operation', 'x', 'before'),
      request('lock', 'y', 'lock'),
      request('operation', 'x', 'after'),
    ];
    expect(planEntity(entity, [before, lock, after])).toEqual({
      batch: [before],
      lock,
      lockedBy: 'y',
      queue: [after],
    });
  });
});

describe('a route', () => {
  it('gives back the parameters that its path was made of', () => {
    const segment = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(segment, segment, fc.nat(), (fleet, name, index) => {
        const path = `/api/fleets/${encodeURIComponent(fleet)}/at/${index}/${encodeURIComponent(name)}`;
        expect(parseRoute('api/fleets/{fleet}/at/{index:int}/{name?}').match(path)).toEqual({
          fleet,
          index: String(index),
          name,
        });
      }),
    );
  });

  it('knows the constraints and says which it does not know', () => {
    const matches = (template: string, path: string) => parseRoute(template).match(path) !== undefined;
    expect(matches('x/{id:guid}', '/x/00000000-0000-0000-0000-000000000000')).toBe(true);
    expect(matches('x/{id:guid}', '/x/1')).toBe(false);
    expect(matches('x/{id:alpha}', '/x/ab1')).toBe(false);
    expect(matches('x/{id:length(2,3)}', '/x/abc')).toBe(true);
    expect(matches('x/{id:maxlength(2)}', '/x/abc')).toBe(false);
    expect(matches('x/{id:regex(^a|b$)}.json', '/x/b.json')).toBe(true);
    expect(() => parseRoute('x/{id:prime}')).toThrow(
      'Route "x/{id:prime}" has the unknown constraint "prime"',
    );
    expect(() => parseRoute('x/{id')).toThrow('is not understood');
  });
});
