const LETTER = { width: 8.4, height: 20, size: 14 };
const MARGIN = 16;
/** What the colours of a terminal are on its dark ground. */
const COLOURS: Record<string, string> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  36: '#79c0ff',
  90: '#8b949e',
};
const [GROUND, INK] = ['#0d1117', '#e6edf3'];

interface Run {
  text: string;
  column: number;
  colour: string;
}

/** Lines of a terminal, colours and all, as a picture. */
export function svgOf(lines: string[]): string {
  const rows = lines.map(runsIn);
  const columns = Math.max(...rows.flat().map(({ text, column }) => column + [...text].length));
  const width = Math.ceil(columns * LETTER.width + 2 * MARGIN);
  const height = lines.length * LETTER.height + 2 * MARGIN;
  const texts = rows.flatMap((runs, row) => runs.map((run) => textOf(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>A canary that waits for a person, in a terminal</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${LETTER.size}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Each letter at its own place: signs that a font lacks come from others, of other widths. */
function textOf({ text, column, colour }: Run, row: number): string {
  const letters = [...text].map((letter, index) => ({
    letter,
    at: MARGIN + (column + index) * LETTER.width,
  }));
  const seen = letters.filter(({ letter }) => letter !== ' ');
  const places = seen.map(({ at }) => at.toFixed(1)).join(' ');
  const y = MARGIN + (row + 1) * LETTER.height - 6;
  return `<text x="${places}" y="${y}" fill="${colour}">${escaped(seen.map(({ letter }) => letter).join(''))}</text>`;
}

function runsIn(line: string): Run[] {
  const runs: Run[] = [];
  let [column, colour] = [0, INK];

  for (const part of line.split(/(\u001b\[\d+m)/)) {
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) colour = COLOURS[code] ?? INK;
    else if (part.trim() !== '') runs.push({ text: part, column, colour });
    if (code === undefined) column += [...part].length;
  }
  return runs;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
