// First, so that the app's packages find the host they run on.
import '../../local/host/install-core.ts';
import { type ChapterReport, liveChapter } from './chapter.ts';
import { readFlags, type SoakFlags, USAGE } from './flags.ts';
import { soak } from './soak.ts';

function tellChapter({ seed, hours, kills, happenings, broken, story }: ChapterReport): void {
  const count = Object.values(happenings).reduce((sum, each) => sum + each, 0);
  console.error(
    `chapter ${seed}: ${hours} h, ${count} happenings, ${kills} kills, ${broken.length === 0 ? 'ok' : 'BROKEN'}`,
  );
  if (broken.length > 0)
    console.error([story, ...broken, `Again: npm run soak -- --chapter ${seed}`].join('\n'));
}

async function main({ minutes, seed, chapter }: SoakFlags): Promise<void> {
  if (chapter !== undefined) {
    const report = await liveChapter(chapter);
    tellChapter(report);
    process.exitCode = report.broken.length === 0 ? 0 : 1;
    return;
  }
  const { broken, ...report } = await soak({ minutes, seed, onChapter: tellChapter });
  console.log(JSON.stringify({ ...report, broken: broken.map((each) => each.seed) }, null, 2));
  process.exitCode = broken.length === 0 ? 0 : 1;
}

function flagsOrEnd(): SoakFlags | undefined {
  try {
    return readFlags(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('`npm run soak -- --help` lists the flags.');
    process.exit(1);
  }
}

const flags = flagsOrEnd();
if (flags) await main(flags);
else console.log(USAGE);
