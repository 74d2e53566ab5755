import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Reaction } from '../../../shared/contracts/reaction.ts';
import { summarizeReaction } from '../../../shared/domain/summarize-reaction.ts';

/** What the Durable extension measures: whole KiB of UTF-16, beyond 16 the orchestration fails. */
function kibibytesOfStatus(lastReaction: unknown): number {
  const status = { phase: 'reacting', reactionId: 'x'.repeat(100), lastReaction };
  return Math.floor(Buffer.byteLength(JSON.stringify(status), 'utf16le') / 1024);
}

function reactionOf(targets: { id: string; name: string }[]): Reaction {
  return {
    ...{ id: 'shop-1', fleet: 'shop', startedAt: '2026-11-20T08:00:00.000Z', reason: '' },
    hints: { count: 1, distinct: 1, sources: {}, examples: [], approvedRemovals: 0, through: '' },
    instances: { capacity: 1, listed: 1, ready: 1, failed: 0 },
    hasServersToDeployTo: targets.length > 0,
    deploymentTargetIds: targets.map(({ id }) => id),
    deploymentTargetNames: targets.map(({ name }) => name),
    ...{ registered: [], adopted: [], pruned: [], unhealthy: [], deployments: [], problems: [] },
  };
}

function targets(count: number, lengthOfNames: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `Machines-${100_000 + index}`,
    name: `${index}-`.padEnd(lengthOfNames, 'n'),
  }));
}

const ended = { reactionId: 'shop-1', outcome: 'deploying', reason: 'all are ready' } as const;

describe('the summary of a reaction', () => {
  test('names every target of a usual fleet', () => {
    const summary = summarizeReaction(ended, reactionOf(targets(60, 24)));
    expect(summary.deploymentTargetNames).toHaveLength(60);
    expect(summary).toMatchObject({ deploymentTargetCount: 60, hasServersToDeployTo: true });
  });

  test('fits the durable status with a hundred targets of the longest host names', () => {
    const summary = summarizeReaction(ended, reactionOf(targets(100, 73)));
    expect(kibibytesOfStatus(summary)).toBeLessThanOrEqual(16);
    expect(summary.deploymentTargetIds).toHaveLength(summary.deploymentTargetNames.length);
    expect(summary.deploymentTargetCount).toBe(100);
  });

  test('fits whatever the names and the reason are', () => {
    const some = fc.record({
      id: fc.string({ maxLength: 60 }),
      name: fc.string({ maxLength: 400, unit: 'binary' }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 150 }), fc.string({ maxLength: 2000 }), (all, reason) => {
        const summary = summarizeReaction({ ...ended, reason }, reactionOf(all));
        expect(kibibytesOfStatus(summary)).toBeLessThanOrEqual(16);
        expect(summary.deploymentTargetNames).toEqual(
          all.slice(0, summary.deploymentTargetIds.length).map(({ name }) => name),
        );
      }),
    );
  });

  test('of a reaction that is not on record names nothing', () => {
    expect(summarizeReaction(ended, undefined)).toMatchObject({
      hasServersToDeployTo: false,
      deploymentTargetIds: [],
      deploymentTargetCount: 0,
    });
  });
});
