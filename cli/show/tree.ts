import type { Paint, State } from './state.ts';
import { GLYPHS, type Kind } from './kinds.ts';

/** One thing in a tree, and what belongs to it. */
export interface Branch {
  kind: Kind;
  name: string;
  state?: State | undefined;
  /** ISO 8601; since when it is as it is, or is there. */
  since?: string | undefined;
  info?: string | undefined;
  below?: Branch[];
}

export interface Look {
  now: number;
  width: number;
  paint: Paint;
}

interface Row {
  name: string;
  state: State | undefined;
  age: string;
  info: string;
}

const HEAD: Row = { name: 'NAME', state: undefined, age: 'AGE', info: 'INFO' };
const GAP = '  ';
/** Columns go, the least needed first, where a terminal is narrower than this. */
const NARROW = { age: 64, stateWord: 24 };
const LEAST_INFO = 12;

/** A tree in columns, no line longer than the terminal is wide. */
export function treeLines(root: Branch, { now, width, paint }: Look): string[] {
  const rows = rowsOf(root, now);
  const shown = (state: State | undefined) =>
    width < NARROW.stateWord ? (state?.glyph ?? '') : stateText(state);
  const stateHead = width < NARROW.stateWord ? '' : 'STATE';
  const stateWidth = longest([stateHead, ...rows.map(({ state }) => shown(state))]);
  const ageWidth = width < NARROW.age ? 0 : longest([HEAD.age, ...rows.map(({ age }) => age)]);
  const fixed = GAP.length + stateWidth + (ageWidth === 0 ? 0 : GAP.length + ageWidth);
  const nameWidth = nameRoom(longest(rows.map(({ name }) => name)), width, fixed);
  const infoWidth = width - nameWidth - fixed - GAP.length;
  return [HEAD, ...rows].map(({ name, state, age, info }, index) => {
    const text = (index === 0 ? stateHead : shown(state)).padEnd(stateWidth);
    const cells = [cut(name, nameWidth).padEnd(nameWidth), state ? paint(state, text) : text];
    if (ageWidth > 0) cells.push(age.padEnd(ageWidth));
    if (infoWidth >= LEAST_INFO) cells.push(cut(info, infoWidth));
    return cells.join(GAP).trimEnd();
  });
}

/** Names may take the line, but for a third of it where that is enough to say something in. */
function nameRoom(wanted: number, width: number, fixed: number): number {
  if (!Number.isFinite(width)) return wanted;
  const third = Math.floor(width / 3);
  return Math.min(wanted, Math.max(1, width - fixed - (third >= LEAST_INFO + GAP.length ? third : 0)));
}

/** Each thing in a line of its own that is another when the thing has changed; ages would make all of them others. */
export function changeLines({ kind, name, state, info, below = [] }: Branch): string[] {
  const own = [...(state ? [stateText(state)] : []), `${GLYPHS[kind]} ${name}`, ...(info ? [info] : [])];
  return [...below.flatMap((each) => changeLines(each)), own.join(GAP)];
}

function stateText(state: State | undefined): string {
  return state === undefined ? '' : `${state.glyph} ${state.word}`;
}

interface Indent {
  own: string;
  below: string;
}

function rowsOf(branch: Branch, now: number, indent: Indent = { own: '', below: '' }): Row[] {
  const { kind, name, state, since, info = '', below = [] } = branch;
  const age = since ? ageOf(since, now) : '';
  const children = below.flatMap((each, index) => {
    const isLast = index === below.length - 1;
    const [own, further] = isLast ? ['└── ', '    '] : ['├── ', '│   '];
    return rowsOf(each, now, { own: `${indent.below}${own}`, below: `${indent.below}${further}` });
  });
  return [{ name: `${indent.own}${GLYPHS[kind]} ${name}`, state, age, info }, ...children];
}

const UNITS: [seconds: number, sign: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
];

export function ageOf(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const [size, sign] = UNITS.find(([each]) => seconds >= each) ?? [1, 's'];
  return `${Math.floor(seconds / size)}${sign}`;
}

function longest(texts: string[]): number {
  return Math.max(...texts.map((text) => [...text].length));
}

function cut(text: string, width: number): string {
  const letters = [...text];
  if (letters.length <= width) return text;
  return width < 1 ? '' : `${letters.slice(0, width - 1).join('')}…`;
}
