/** An instant as Octopus writes it: ISO 8601 with an offset. */
export function instantText(time: number): string {
  return new Date(time).toISOString().replace('Z', '+00:00');
}

export function instantTextOrNull(time: number | null): string | null {
  return time === null ? null : instantText(time);
}
