import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Outcome } from './books.ts';
import { live, type Story } from './story.ts';

const PAGE = readFileSync(join(__dirname, '../../../docs/compared-with-the-step-templates.md'), 'utf8');

/** The cells of its tables' rows, whatever the columns are aligned to. */
const ROWS = PAGE.split('\n').map((line) =>
  line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1),
);

/** Lives through the story on both sides: what came of it is told on the page word for word, and its figures nearly. */
export async function expectThePageToTell(story: Story): Promise<void> {
  const [templates, ours] = [await live('templates', story), await live('ours', story)];
  const shows = story.shows?.join(', ') ?? '';
  expect(ROWS).toContainEqual([story.told, shows, inWords(templates), inWords(ours)]);
  expect(inWords(ours)).toBe('as wanted');
  const lived = [...figuresOf(templates), ...figuresOf(ours)];
  const [, ...told] = ROWS.find(([name, ...cells]) => name === story.told && cells.length === 6) ?? [];
  expect({ story: story.told, figures: told.map((cell, index) => nearly(cell, lived[index])) }).toEqual({
    story: story.told,
    figures: lived,
  });
}

/** The outcome as the page tells it. */
function inWords(outcome: Outcome): string {
  const told = [
    [outcome.withoutApplication, 'without the application'],
    [outcome.liveTargetsRemoved, 'running, and their targets removed'],
    [outcome.staleTargets, 'gone, and their targets left'],
    [outcome.deployedToTheDying, 'deployed to while going'],
    [outcome.deployedToAgain, 'deployed to again'],
    [outcome.linesWithASecret, 'in a log with all their tags'],
  ] as const;
  const all = told.filter(([machines]) => machines > 0).map(([machines, what]) => `${machines} ${what}`);
  return all.join('; ') || 'as wanted';
}

/** Seconds to the first deployment, calls to Azure and to Octopus. */
function figuresOf({ firstDeployment, azureCalls, octopusCalls }: Outcome): (number | undefined)[] {
  return [firstDeployment, azureCalls, octopusCalls];
}

/** What was lived, where the page tells about as much: a call more or less makes no other page. */
function nearly(cell: string, lived: number | undefined): number | undefined {
  const told = cell === '' ? undefined : Number(cell.replace(',', ''));
  if (told === undefined || lived === undefined) return told;
  return Math.abs(told - lived) <= Math.max(5, 0.25 * lived) ? lived : told;
}
