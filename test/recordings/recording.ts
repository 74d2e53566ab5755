import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request with its answer, as somebody recorded it on real traffic. */
export interface Exchange {
  method: string;
  /** With the host of the real service. */
  url: string;
  /** Null when there was none, and when the recorder kept none. */
  requestBody: unknown;
  status: number;
  /** Only those the recorder and the collection kept, names in lower case. */
  responseHeaders: Record<string, string>;
  responseBody: unknown;
  /** How many identical ones in a row this stands for. */
  repeated?: number;
}

export interface Recording {
  /** File name without its ending. */
  name: string;
  exchanges: Exchange[];
  /** Whether the recorder kept the Retry-After headers; most strip them, and then their absence says nothing. */
  keepsRetryAfter: boolean;
}

/** Beside the repository, never inside: recordings belong to others. Relative to the repository's root. */
export const RECORDINGS_FOLDER = '../shared/reference/arm/recordings';

export function hasRecordings(folder = RECORDINGS_FOLDER): boolean {
  return existsSync(join(folder, 'INDEX.json'));
}

/** Every recording of the folder, in the order of their names. */
export function loadRecordings(folder = RECORDINGS_FOLDER): Recording[] {
  const sources = sourcesOf(folder);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'INDEX.json')
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      exchanges: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Exchange[],
      keepsRetryAfter: sources.get(file)?.endsWith('azure-libraries-for-net') ?? false,
    }));
}

function sourcesOf(folder: string): Map<string, string> {
  const index = JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as Array<{
    file: string;
    source: string;
  }>;
  return new Map(index.map(({ file, source }) => [file, source]));
}
