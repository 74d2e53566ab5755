import type { Command } from 'commander';
import { readText } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { errorLines, type FieldError } from '../show/field-errors.ts';
import { print } from '../show/print.ts';
import type { Tools } from './tools.ts';

interface Judged {
  file: string;
  kind: string;
  isValid: boolean;
  errors: FieldError[];
}

/** Judging documents without keeping them. */
export function addLintCommand(program: Command, tools: Tools): void {
  program
    .command('lint <files...>')
    .description('judge fleets and policies, in YAML or JSON, with the place of each problem')
    .action((files: string[]) => lint(tools, files));
}

async function lint({ io, client, format, end }: Tools, files: string[]): Promise<void> {
  const value: Judged[] = [];
  for (const file of files) {
    const judged = await client().postText<Omit<Judged, 'file'>>('/api/validate', readText(file));
    value.push({ file, ...judged });
  }
  const wrong = value.filter(({ isValid }) => !isValid);
  print(io, format(), {
    value,
    name: () => wrong.map(({ file }) => file).join('\n'),
    text: (all) => all.flatMap(told).join('\n'),
  });
  if (wrong.length > 0) end(EXIT.problems);
}

function told({ file, kind, isValid, errors }: Judged): string[] {
  return [`${isValid ? '✔' : '✖'} ${file} (${kind})`, ...errorLines(errors)];
}
