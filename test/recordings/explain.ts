import { hasRecordings, loadRecordings } from './recording.ts';
import { replay } from './replay.ts';
import { shareOfEqual } from './table.ts';

/** Tells every difference of the recordings whose names contain the argument; run from the repository's root. */
if (!hasRecordings()) {
  console.error('The recordings are not there.');
  process.exit(1);
}
const [, , wanted = ''] = process.argv;
const all = [];
for (const recording of loadRecordings().filter(({ name }) => name.includes(wanted)))
  for (const outcome of await replay(recording)) {
    all.push(outcome);
    const { operation, verdict, differences, index = '' } = outcome;
    if (verdict.name === 'exact') continue;
    console.log(`${recording.name}[${index}] ${operation}: ${verdict.name}`);
    for (const reason of differences.length > 0 ? [] : verdict.reasons) console.log(`    ${reason}`);
    for (const { path, kind, detail = '' } of differences)
      console.log(`    ${kind} ${path} ${detail.split('\n')[0]}`);
  }
console.log(`${all.length} exchanges, ${(shareOfEqual(all) * 100).toFixed(1)} % exact or equal in shape`);
