import { type ChapterReport, liveChapter } from './chapter.ts';

export interface SoakReport {
  seed: number;
  chapters: number;
  hours: number;
  kills: number;
  happenings: Record<string, number>;
  /** Chapters that ended badly; each is lived through again with its own seed. */
  broken: ChapterReport[];
}

export interface SoakOptions {
  seed: number;
  /** Wall time after which no further chapter is begun. */
  minutes: number;
  /** No more chapters than these. */
  most?: number;
  /** Told of each chapter as it ends. */
  onChapter?: (report: ChapterReport) => void;
}

/** Lives through chapter after chapter for so many minutes of wall time, or so many of them; stops at the first that ends badly. */
export async function soak({
  seed,
  minutes,
  most = Infinity,
  onChapter = () => undefined,
}: SoakOptions): Promise<SoakReport> {
  const end = performance.now() + minutes * 60_000;
  const report: SoakReport = { seed, chapters: 0, hours: 0, kills: 0, happenings: {}, broken: [] };
  while (performance.now() < end && report.broken.length === 0 && report.chapters < most) {
    const chapter = await liveChapter(seed * 1000 + report.chapters);
    onChapter(chapter);
    add(report, chapter);
  }
  return report;
}

function add(report: SoakReport, chapter: ChapterReport): void {
  report.chapters += 1;
  report.hours = Math.round((report.hours + chapter.hours) * 10) / 10;
  report.kills += chapter.kills;
  for (const [name, count] of Object.entries(chapter.happenings))
    report.happenings[name] = (report.happenings[name] ?? 0) + count;
  if (chapter.broken.length > 0) report.broken.push(chapter);
}
