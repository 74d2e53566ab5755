import type { Recording } from './recording.ts';
import { replay, type Outcome } from './replay.ts';
import { VERDICTS, worstOf } from './verdict.ts';

export const BEGIN = '<!-- recordings:begin -->';
export const END = '<!-- recordings:end -->';

/** More than these would say nothing to a reader. */
const MOST_REASONS = 4;

/** Replays everything; the result is the table that stands in the documentation. */
export async function recordingsTable(recordings: Recording[]): Promise<string> {
  const rows: Row[] = [];
  for (const recording of recordings) rows.push(...rowsOf(recording.name, await replay(recording)));
  return [
    summaryOf(rows),
    '',
    '| Recording | Operation | Times | Result | Why |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ recording, operation, times, name, why }) =>
      `| ${[recording, operation, times, name, why].join(' | ')} |`.replace('  |', ' |'),
    ),
  ].join('\n');
}

/** The document with a new table between its markers. */
export function withTable(document: string, table: string): string {
  const [start, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the document has no ${BEGIN} and ${END}`);
  return `${document.slice(0, start + BEGIN.length)}\n\n${table}\n\n${document.slice(end)}`;
}

/** The table that a document has between its markers. */
export function tableIn(document: string): string {
  return document.slice(document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END)).trim();
}

interface Row {
  recording: string;
  operation: string;
  times: number;
  name: (typeof VERDICTS)[number];
  why: string;
}

function rowsOf(recording: string, outcomes: Outcome[]): Row[] {
  const operations = Map.groupBy(outcomes, (outcome) => outcome.operation);
  return [...operations].map(([operation, group]) => {
    const compared = group.filter(({ verdict }) => verdict.name !== 'not compared');
    const { name, reasons } = worstOf((compared.length > 0 ? compared : group).map(({ verdict }) => verdict));
    const times = group.reduce((sum, outcome) => sum + outcome.times, 0);
    return { recording, operation, times, name, why: whyOf(reasons, group) };
  });
}

function whyOf(reasons: string[], group: Outcome[]): string {
  const sentAs = [...new Set(group.flatMap((outcome) => outcome.sentAs ?? []))];
  const skipped = group.filter(({ verdict }) => verdict.name === 'not compared').length;
  const all = [
    ...reasons.slice(0, MOST_REASONS),
    ...(reasons.length > MOST_REASONS ? [`${reasons.length - MOST_REASONS} more`] : []),
    ...(skipped > 0 && skipped < group.length ? [`${skipped} polls of operations begun before`] : []),
    ...sentAs.map((version) => `asked as ${version}`),
  ];
  return all.join('; ').replaceAll('|', '\\|');
}

const LEGEND = `exact: status, headers that a client acts on, keys, types and states are as recorded. equal in shape: they are, apart
from what the last column names. differs: they are not, and why. 501: not simulated. not compared: polls of operations that were
begun before the recording.`;

function summaryOf(rows: Row[]): string {
  const counts = VERDICTS.map((name) => [name, rows.filter((row) => row.name === name).length] as const);
  const told = counts.filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`);
  return `${LEGEND}\n\nOf ${rows.length} rows: ${told.join(', ')}.`;
}
