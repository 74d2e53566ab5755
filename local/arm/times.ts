/** Times as ARM writes them. Stored times are milliseconds since the epoch; `null` means never. */
export function armTime(milliseconds: number): string {
  const known = written.get(milliseconds);
  if (known !== undefined) return known;
  const text = `${new Date(milliseconds).toISOString().slice(0, -1)}0000+00:00`;
  if (written.size >= MOST_WRITTEN) written.clear();
  written.set(milliseconds, text);
  return text;
}

/** A listing writes the same few times for each of its instances. */
const written = new Map<number, string>();
const MOST_WRITTEN = 4_096;

/** Seven digits and a Z, as Event Grid writes them. */
export function eventTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}0000Z`;
}

/** .NET ticks, which ARM signs its operation URLs with. */
export function ticks(milliseconds: number): string {
  return (BigInt(Math.round(milliseconds)) * 10_000n + 621_355_968_000_000_000n).toString();
}

/** Whether a stored time has come. */
export function reached(time: number | null | undefined, now: number): boolean {
  return time !== null && time !== undefined && time <= now;
}

export const SECOND = 1_000;
export const MINUTE = 60_000;
