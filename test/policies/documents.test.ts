import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readPolicy } from '../../functions/policies/read-policy.ts';
import { policySchema } from '../../functions/http/schemas/policy-schema.ts';
import { IMAGE } from '../unit/domain/rollout/rollout-run.ts';
import { factsOf } from './examples.ts';

type Document = Record<string, unknown>;

/** Each piece of YAML in a document of ours, with the line it begins at. */
function piecesIn(name: string): [where: string, piece: string][] {
  const text = readFileSync(join(__dirname, '../../docs', name), 'utf8');
  return [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(({ 1: piece = '', index }) => [
    `${name}:${text.slice(0, index).split('\n').length + 1}`,
    piece,
  ]);
}

const STRATEGIES = ['basic', 'canary', 'blueGreen'];
const POOLS = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };

/** A whole policy around a piece: around steps a strategy, around settings whatever must be there beside them. */
function wholeFrom(piece: unknown): Document {
  const least = { fleet: 'web', image: IMAGE };
  if (!Array.isArray(piece)) {
    const given = piece as Document;
    const hasStrategy = STRATEGIES.some((strategy) => strategy in given);
    return { ...least, ...(hasStrategy ? {} : { basic: {} }), ...given };
  }
  const steps = piece as Document[];
  const isBlueGreen = steps.some((step) => 'swap' in step || 'downsize' in step);
  return { ...least, ...(isBlueGreen ? { blueGreen: { ...POOLS, steps } } : { canary: { steps } }) };
}

describe.each(['rollout-policy.md', 'from-harness.md'])('%s', (name) => {
  const pieces = piecesIn(name);

  test('has examples', () => {
    expect(pieces.length).toBeGreaterThan(3);
  });

  test.each(pieces)('%s is taken as it stands', async (_where, piece) => {
    const read = await readPolicy({ document: { value: wholeFrom(parse(piece)) }, factsOf });
    expect(read.ok ? [] : read.errors).toEqual([]);
  });
});

test('every setting of a policy is in its reference', () => {
  const reference = readFileSync(join(__dirname, '../../docs/rollout-policy.md'), 'utf8');
  const names = new Set(namesIn(policySchema()));
  expect(names.size).toBeGreaterThan(50);
  const missing = [...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(reference));
  expect(missing).toEqual([]);
});

function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, ...rest } = schema as { properties?: object };
  const own = properties ? Object.keys(properties) : [];
  return [...own, ...Object.values({ ...properties, ...rest }).flatMap(namesIn)];
}
