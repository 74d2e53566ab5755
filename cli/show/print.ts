import { stringify } from 'yaml';
import { type Io, say } from '../io.ts';

export const FORMATS = ['text', 'json', 'jsonl', 'yaml', 'name'] as const;
export type Format = (typeof FORMATS)[number];

interface Shown<T> {
  text: (value: T) => string;
  name: (value: T) => string;
}

/** One thing, or several: for people, or as the API gave it. */
export function print<T>(io: Io, format: Format, { value, text, name }: Shown<T> & { value: T }): void {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const written: Record<Format, () => string> = {
    text: () => text(value),
    json: () => JSON.stringify(value, null, 2),
    jsonl: () => items.map((item) => JSON.stringify(item)).join('\n'),
    yaml: () => stringify(value).trimEnd(),
    name: () => name(value),
  };
  const told = written[format]();
  if (told !== '') say(io.stdout, told);
}
