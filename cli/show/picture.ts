import { type Branch, type Look, treeLines } from './tree.ts';

/** A tree, and what is to be said about it below. */
export interface Picture {
  tree: Branch;
  notes: string[];
}

export function pictureLines({ tree, notes }: Picture, look: Look): string[] {
  return [...treeLines(tree, look), ...notes.flatMap((note) => wrapped(note, look.width))];
}

/** Between words, and where a word is longer than the line within it. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const indent = /^ */.exec(text)?.[0] ?? '';
  for (const word of text
    .trim()
    .split(' ')
    .flatMap((each) => pieces(each, width))) {
    const longer = line === '' ? `${lines.length === 0 ? indent : ''}${word}` : `${line} ${word}`;
    if ([...longer].length <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const letters = [...word];
  if (letters.length <= width) return [word];
  return [letters.slice(0, width).join(''), ...pieces(letters.slice(width).join(''), width)];
}
