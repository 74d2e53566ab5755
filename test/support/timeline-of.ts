import type { World } from './world.ts';

/** The fleet's story for people. */
export async function timelineOf({ api, logs }: World, fleet: string): Promise<string> {
  const lines = await api.timeline(fleet);
  const problems = logs.filter(({ level }) => level === 'warning' || level === 'error');
  return [
    `Timeline of ${fleet}:`,
    ...lines.map(({ at, message, reason }) => `  ${at.slice(11, 19)} ${message}: ${reason}`),
    ...problems.map(({ level, message }) => `  host ${level}: ${message}`),
  ].join('\n');
}
