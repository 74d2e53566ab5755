// First, so that the app's packages find the host they run on.
import '../../local/host/install-core.ts';
import { parseArgs } from 'node:util';
import { type ChapterReport, liveChapter } from './chapter.ts';
import { soak } from './soak.ts';

const USAGE = `npm run soak -- [--minutes 10] [--seed 1] [--chapter <seed of a chapter>]

The whole system in virtual time: several fleets, the faults of both simulators, commands of operators and kills.
Chapters follow each other until the minutes are over; the first that breaks a rule ends it, with exit code 1.
--chapter lives through one chapter again, with the seed that it printed.`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    chapter: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function tellChapter({ seed, hours, kills, happenings, broken, story }: ChapterReport): void {
  const count = Object.values(happenings).reduce((sum, each) => sum + each, 0);
  console.error(
    `chapter ${seed}: ${hours} h, ${count} happenings, ${kills} kills, ${broken.length === 0 ? 'ok' : 'BROKEN'}`,
  );
  if (broken.length > 0)
    console.error([story, ...broken, `Again: npm run soak -- --chapter ${seed}`].join('\n'));
}

if (values.help) console.log(USAGE);
else if (values.chapter !== undefined) {
  const report = await liveChapter(Number(values.chapter));
  tellChapter(report);
  process.exitCode = report.broken.length === 0 ? 0 : 1;
} else {
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  const { broken, ...report } = await soak({ minutes, seed, onChapter: tellChapter });
  console.log(JSON.stringify({ ...report, broken: broken.map((each) => each.seed) }, null, 2));
  process.exitCode = broken.length === 0 ? 0 : 1;
}
