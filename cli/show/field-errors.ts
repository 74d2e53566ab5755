/** What is wrong at one place of a document. */
export interface FieldError {
  path: string;
  message: string;
  line?: number;
  column?: number;
}

/** Each in a line of its own, with its place. */
export function errorLines(errors: FieldError[]): string[] {
  return errors.map(({ path, message, line, column }) => {
    const place = line === undefined ? '' : ` (line ${line}, column ${column ?? 1})`;
    return `  ${path === '' ? '(the whole)' : path}${place}: ${message}`;
  });
}
