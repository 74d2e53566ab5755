import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '../..');
const FOLDERS = [
  'functions',
  'orchestrators',
  'shared',
  'local',
  'cli',
  'dashboard',
  'test',
  'bench',
  'scripts',
];

type Graph = Map<string, string[]>;

/** Every import of a file of ours, those of types included: a circle of types is a circle of meaning. */
function graph(): Graph {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(ROOT, folder, name)),
  );
  return new Map(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export|\} from|.* from)\b.*'(\.[^']+)';$/gm)].map(([, path = '']) =>
    resolve(dirname(file), path),
  );
}

/** The first circle found from each file, as paths from the root; depth first, each file once. */
function circles(imports: Graph): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) return void found.push([...path.slice(start), file].map((one) => relative(ROOT, one)));
    if (done.has(file)) return;
    done.add(file);
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

test('no file imports itself on a round trip, not even for a type', () => {
  const imports = graph();
  expect(imports.size).toBeGreaterThan(300);
  expect([...imports.values()].flat().length).toBeGreaterThan(1_000);
  expect(circles(imports)).toEqual([]);
});

test('a circle over three files is found, one of them being entered from outside', () => {
  const at = (name: string) => join(ROOT, name);
  const imports: Graph = new Map([
    [at('a'), [at('b')]],
    [at('b'), [at('c')]],
    [at('c'), [at('d'), at('b')]],
    [at('d'), []],
  ]);
  expect(circles(imports)).toEqual([['b', 'c', 'b']]);
});
