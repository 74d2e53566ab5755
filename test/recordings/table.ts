import type { Recording } from './recording.ts';
import { replay, type Outcome } from './replay.ts';
import { VERDICTS, type VerdictName } from './verdict.ts';

export const BEGIN = '<!-- recordings:begin -->';
export const END = '<!-- recordings:end -->';

/** More than these would say nothing to a reader. */
const MOST_REASONS = 6;

interface Judged extends Outcome {
  recording: string;
}

/** Replays everything; the result is what stands in the documentation. */
export async function recordingsTable(recordings: Recording[]): Promise<string> {
  const judged: Judged[] = [];
  for (const recording of recordings)
    for (const outcome of await replay(recording)) judged.push({ ...outcome, recording: recording.name });
  return [summaryOf(judged), countsOf(judged), notExact(judged)].join('\n\n');
}

/** The share of exchanges that are exact or equal in shape, of those that could be asked at all. */
export function shareOfEqual(outcomes: Outcome[]): number {
  const asked = outcomes.filter(({ verdict }) => verdict.name !== 'not compared');
  return asked.filter(({ verdict }) => isEqual(verdict.name)).length / asked.length;
}

function isEqual(name: VerdictName): boolean {
  return name === 'exact' || name === 'equal in shape';
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

const LEGEND = `exact: status, headers that a client acts on, keys, types and values are as recorded, but for values that no two runs
have in common (\`test/recordings/per-run.ts\`). equal in shape: they are, apart from what the last column names. differs: they are not,
and why. 501: not simulated. not compared: polls of operations that were begun before the recording.`;

function summaryOf(judged: Judged[]): string {
  const counts = countsIn(judged).filter(([, count]) => count > 0);
  const told = counts.map(([name, count]) => `${name} ${count}`).join(', ');
  const share = (shareOfEqual(judged) * 100).toFixed(1);
  return `${LEGEND}\n\nOf ${judged.length} exchanges: ${told}. Exact or equal in shape are ${share} % of those that could be asked.`;
}

function countsIn(judged: Judged[]): Array<[VerdictName, number]> {
  return VERDICTS.map((name) => [name, judged.filter(({ verdict }) => verdict.name === name).length]);
}

/** One line per recording. */
function countsOf(judged: Judged[]): string {
  const lines = [...Map.groupBy(judged, ({ recording }) => recording)].map(([recording, group]) => {
    const counts = countsIn(group).map(([, count]) => (count === 0 ? '' : String(count)));
    return lineOf([recording, ...counts]);
  });
  return [lineOf(['Recording', ...VERDICTS]), lineOf(['---', ...VERDICTS.map(() => '---')]), ...lines].join(
    '\n',
  );
}

/** What is not exact, and why: one line per operation and verdict. */
function notExact(judged: Judged[]): string {
  const rows = Map.groupBy(
    judged.filter(({ verdict }) => verdict.name !== 'exact'),
    ({ recording, operation, verdict }) => [recording, operation, verdict.name].join('\n'),
  );
  const lines = [...rows].map(([key, group]) => {
    const [recording = '', operation = '', name = ''] = key.split('\n');
    return lineOf([recording, operation, String(group.length), name, whyOf(group)]);
  });
  const titles = ['Recording', 'Operation', 'Exchanges', 'Result', 'Why'];
  return [lineOf(titles), lineOf(titles.map(() => '---')), ...lines].join('\n');
}

function lineOf(cells: string[]): string {
  return `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ');
}

function whyOf(group: Judged[]): string {
  const reasons = [...new Set(group.flatMap(({ verdict }) => verdict.reasons))];
  const all = [
    ...reasons.slice(0, MOST_REASONS),
    ...(reasons.length > MOST_REASONS ? [`${reasons.length - MOST_REASONS} more`] : []),
  ];
  return all.join('; ').replaceAll('|', '\\|');
}
