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
  /** The recorder put exchanges with the same URL together, so a GET may stand earlier than it was asked. */
  isGrouped: boolean;
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
    .map((file) => {
      const recorded = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Exchange[];
      const isNet = sources.get(file)?.endsWith('azure-libraries-for-net') ?? false;
      const exchanges = isNet ? inOrderOfPolls(recorded) : recorded;
      return { name: file.replace(/\.json$/, ''), exchanges, keepsRetryAfter: isNet, isGrouped: isNet };
    });
}

/** What begins an operation goes right before the first poll of that operation. */
function inOrderOfPolls(recorded: Exchange[]): Exchange[] {
  const ordered = [...recorded];
  for (const exchange of recorded) {
    const operation = operationIn(exchange.responseHeaders['azure-asyncoperation']);
    const from = ordered.indexOf(exchange);
    const firstPoll = ordered.findIndex(
      ({ url }) => operation !== undefined && operationIn(url) === operation,
    );
    if (firstPoll <= from + 1) continue;
    ordered.splice(from, 1);
    ordered.splice(firstPoll - 1, 0, exchange);
  }
  return ordered;
}

/** The GUID of the operation that a URL leads to. */
export function operationIn(url: string | undefined): string | undefined {
  return /\/operations\/([0-9a-f-]{36})/i.exec(url ?? '')?.[1];
}

function sourcesOf(folder: string): Map<string, string> {
  const index = JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as Array<{
    file: string;
    source: string;
  }>;
  return new Map(index.map(({ file, source }) => [file, source]));
}
