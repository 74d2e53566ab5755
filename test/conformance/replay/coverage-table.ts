import { recordings } from './recording.ts';
import { replay, type Replayed, type Verdict } from './replayer.ts';

const WORST: Verdict[] = ['differs', '501', 'not replayed', 'equal in shape', 'exact'];
const MOST_REASONS = 4;

/** The table of docs/simulator.md: per recording and operation, how well the simulator repeats it. */
export async function coverageTable(): Promise<string> {
  const rows = ['| recording | operation | times | result | why |', '| --- | --- | --- | --- | --- |'];
  for (const recording of recordings()) {
    const results = await replay(recording);
    for (const [operation, group] of Map.groupBy(results, (result) => result.operation))
      rows.push(row(recording.name, operation, group));
  }
  return rows.join('\n');
}

function row(name: string, operation: string, group: Replayed[]): string {
  const counts = WORST.flatMap((verdict) => {
    const count = group.filter((result) => result.verdict === verdict).length;
    if (count === 0) return [];
    return [count === group.length ? verdict : `${verdict} (${count})`];
  });
  const why = [...new Set(group.flatMap((result) => result.why))];
  const more = why.length > MOST_REASONS ? `; and ${why.length - MOST_REASONS} more` : '';
  return `| ${name} | ${operation} | ${group.length} | ${counts.join(', ')} | ${why.slice(0, MOST_REASONS).join('; ')}${more} |`;
}
