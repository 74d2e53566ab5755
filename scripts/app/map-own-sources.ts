import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface SourceMap {
  version: number;
  sources: string[];
  names: string[];
  mappings: string;
}

const OWN = /^(functions|orchestrators|shared)\//;
const COMMENT = /\n\/\/# sourceMappingURL=\S+\s*$/;

/**
 * Leaves in the map of a bundled file what leads to our own sources: the app reads the whole map when it starts, and nobody
 * goes by the lines of a package. A file without any loses its map.
 */
export function mapOwnSources(file: string, root: string): void {
  const path = `${file}.map`;
  const map = JSON.parse(readFileSync(path, 'utf8')) as SourceMap;
  const names = map.sources.map((source) =>
    relative(root, resolve(dirname(path), source))
      .split(sep)
      .join('/'),
  );
  const sources = names.filter((name) => OWN.test(name));
  if (sources.length === 0) {
    rmSync(path);
    writeFileSync(file, readFileSync(file, 'utf8').replace(COMMENT, '\n'));
    return;
  }
  const places = new Map(sources.map((name, place) => [name, place]));
  const placeOf = (source: number) => places.get(names[source] ?? '');
  const mappings = encode(decode(map.mappings).map((line) => ownSegments(line, placeOf)));
  writeFileSync(
    path,
    JSON.stringify({ ...map, sources: sources.map((name) => `../../${name}`), names: [], mappings }),
  );
}

/** Where a package's part begins after ours, one segment says that nothing is known from there on. */
function ownSegments(
  line: SourceMapSegment[],
  placeOf: (source: number) => number | undefined,
): SourceMapSegment[] {
  const kept: SourceMapSegment[] = [];
  for (const segment of line) {
    const place = segment.length === 1 ? undefined : placeOf(segment[1]);
    if (place !== undefined && segment.length !== 1) kept.push([segment[0], place, segment[2], segment[3]]);
    else if (kept.at(-1)?.length === 4) kept.push([segment[0]]);
  }
  return kept;
}
