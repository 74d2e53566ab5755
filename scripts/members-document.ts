import { ALL_TABLES, type ResourceTable } from '../local/arm/members/all-tables.ts';
import type { Member } from '../local/arm/members/member.ts';
import { NAMES } from '../local/arm/members/names.ts';
import { NORMAL_FORMS } from '../local/arm/members/normal-forms.ts';
import { pathTo } from '../local/arm/members/reading.ts';

const INTRODUCTION = `# What the simulated Azure takes of each resource

Made by \`npm run members\` from the tables in \`local/arm/members\`, by which every write is read and refused; a test checks that it is
current. \`[]\` is any item of a list, \`*\` any name in a map. Members that are not listed are refused.

A write merges objects member by member and takes lists whole, unless the last column says otherwise; \`null\` removes. Names and values of
a choice are taken whatever their case; numbers and flags may be sent as text.

Names of tags are up to 512 characters, without \`< > % & \\ ? /\` unless they begin with \`hidden\` or \`link\`. What resources may be called:

${alignedTable([['type', 'what its name must match'], ...NAMES.map(({ type, pattern }) => [type, code(pattern)])])}`;

const HEAD = ['member', 'type', 'required', 'allowed', 'once it is there', 'how it is kept'];

/** The documentation of all tables, as it stands in docs/simulator-members.md. */
export function membersDocument(): string {
  return `${[INTRODUCTION, ...ALL_TABLES.map(section)].join('\n\n')}\n`;
}

function section({ name, type, table }: ResourceTable): string {
  const rows = rowsOf(table, '');
  const taken = rows.filter(([, member]) => member.kind !== 'shown');
  const shown = rows.filter(([, member]) => member.kind === 'shown').map(([path]) => `\`${path}\``);
  const cells = taken.map(([path, member]) => cellsOf(path, member));
  const whole = table.replaced ? ['A PUT replaces the whole of it.'] : [];
  return [
    `## ${name[0]?.toUpperCase()}${name.slice(1)}: \`${type}\``,
    ...whole,
    alignedTable([HEAD, ...cells]),
    `Worked out by the service, and ignored when sent back: ${shown.join(', ')}.`,
  ].join('\n\n');
}

/** Every member below one, in the order of the table, with where it stands. */
function rowsOf(member: Member, path: string): Array<[string, Member]> {
  const inside = Object.entries(member.members ?? {}).flatMap(([name, part]) => {
    const at = pathTo(path, name);
    return [[at, part] as [string, Member], ...rowsOf(part, at)];
  });
  const suffix = member.kind === 'map' ? '.*' : '[]';
  return member.of ? [...inside, ...rowsOf(member.of, `${path}${suffix}`)] : inside;
}

function cellsOf(path: string, member: Member): string[] {
  return [
    `\`${path}\``,
    typeOf(member),
    member.required ? 'yes' : '',
    allowed(member),
    changes(member),
    kept(member),
  ];
}

function typeOf({ kind, of, to }: Member): string {
  if (kind === 'list' || kind === 'map') return of ? `${kind} of ${typeOf(of)}` : kind;
  return to === undefined ? kind : `${kind} to ${to}`;
}

function allowed(member: Member): string {
  const { values, range, length, pattern, kind, of } = member;
  const told = [
    ...(values ? [values.map((value) => `\`${value}\``).join(', ')] : []),
    ...(range ? [between(range[0], range[1])] : []),
    ...(length
      ? [`${between(...length)} ${kind === 'list' || kind === 'map' ? 'items' : 'characters'}`]
      : []),
    ...(pattern ? [code(pattern)] : []),
  ];
  const items = of && of.kind !== 'object' ? allowed(of) : '';
  return [...told, ...(items === '' ? [] : [`each ${items}`])].join('; ');
}

function code({ source }: RegExp): string {
  return `\`${source.replaceAll('|', '\\|')}\``;
}

function between(from: number | string, to: number | string): string {
  return to === Infinity ? `${from} or more` : `${from} to ${to}`;
}

function changes({ fixed }: Member): string {
  if (!fixed) return '';
  const { unset } = fixed;
  return typeof unset === 'string' ? `never changes; \`${unset}\` when left out` : 'never changes';
}

function kept({ normal, replaced, secret }: Member): string {
  return [
    ...(replaced ? ['taken whole'] : []),
    ...(secret ? ['never shown'] : []),
    ...(normal ? [NORMAL_FORMS[normal].says] : []),
  ].join('; ');
}

/** Columns of one width each, as the formatter of this repository writes tables. */
function alignedTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n');
}
