import type { World } from './world.ts';

/** The fleet's story for people. */
export async function timelineOf({ api }: World, fleet: string): Promise<string> {
  const lines = await api.timeline(fleet);
  return [
    `Timeline of ${fleet}:`,
    ...lines.map(({ at, message, reason }) => `  ${at.slice(11, 19)} ${message}: ${reason}`),
  ].join('\n');
}

/** What the host warned of. */
export function warningsOf({ logs }: World): string[] {
  const problems = logs.filter(({ level }) => level === 'warning' || level === 'error');
  return problems.map(({ level, message }) => `  host ${level}: ${message}`);
}
