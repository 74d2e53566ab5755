import { CronExpressionParser } from 'cron-parser';

/** Says when a timer function runs next; times are milliseconds since the epoch, in UTC. */
export interface Schedule {
  next(after: number): number;
}

/**
 * Understands NCRONTAB of six fields (seconds first), of five as NCRONTAB does, and `hh:mm:ss` for an interval.
 * `%NAME%` is replaced by the setting of that name. @throws Error when it understands neither.
 */
export function parseSchedule(text: string, settings: Record<string, string | undefined>): Schedule {
  const expression = text.replace(/^%(.+)%$/, (_whole, name: string) => settingOf(name, settings)).trim();
  const interval = intervalOf(expression);
  if (interval !== undefined) return { next: (after) => after + interval };
  const fields = expression.split(/\s+/);
  if (fields.length !== 6 && fields.length !== 5)
    throw new Error(`The timer schedule "${text}" is neither NCRONTAB nor hh:mm:ss.`);
  const cron = fields.length === 5 ? `0 ${expression}` : expression;
  const parse = (currentDate: Date) => CronExpressionParser.parse(cron, { currentDate, tz: 'UTC' });
  parse(new Date(0));
  return { next: (after) => parse(new Date(after)).next().getTime() };
}

function settingOf(name: string, settings: Record<string, string | undefined>): string {
  const value = settings[name];
  if (!value) throw new Error(`The timer schedule's setting "${name}" is missing.`);
  return value;
}

function intervalOf(text: string): number | undefined {
  const found = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(text);
  if (!found) return undefined;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const interval = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  if (interval <= 0) throw new Error(`The timer interval "${text}" must be above zero.`);
  return interval;
}
