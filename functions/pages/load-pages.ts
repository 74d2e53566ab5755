import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** As `Accept-Encoding` spells them, the smaller first. */
export const CODINGS = ['br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/** A built file of the dashboard, ready to be sent. */
export interface Page {
  type: string;
  etag: string;
  /** Its name changes with its content, so it may be kept for ever. */
  isForever: boolean;
  plain: Buffer;
  /** Made when it is first asked for: whoever starts the app need not wait for it. */
  packed(coding: Coding): Buffer;
}

/** By the path below `/ui/`. */
export type Pages = ReadonlyMap<string, Page>;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the dashboard's built files once: nothing that a request says ever reaches the file system. A folder that is not there
 * has none; files of other kinds (source maps) are left out.
 */
export function loadPages(folder: string): Pages {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    paths.flatMap((path) => {
      const type = TYPES[extname(path)];
      const name = relative(folder, path).split(sep).join('/');
      return type === undefined ? [] : [[name, pageOf(type, name, readFileSync(path))]];
    }),
  );
}

function pageOf(type: string, name: string, plain: Buffer): Page {
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const made = new Map<Coding, Buffer>();
  const packed = (coding: Coding) => {
    const known = made.get(coding) ?? PACK[coding](plain);
    made.set(coding, known);
    return known;
  };
  return { type, etag, isForever: name.startsWith('assets/'), plain, packed };
}

const PACK: Record<Coding, (plain: Buffer) => Buffer> = {
  br: (plain) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (plain) => gzipSync(plain),
};
