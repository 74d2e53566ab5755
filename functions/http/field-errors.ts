import type * as z from 'zod';
import type { FieldError } from './problem-details.ts';

type Issue = z.core.$ZodIssue;

/** Everything that a schema found wrong, each with its path. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.flatMap((issue) => {
    const { path, message } = issue;
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return ofChoice(path, issue.errors);
    if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(path), message }];
    // One issue for all keys of an object: each key has a path of its own.
    return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: 'There is no such property.' }));
  });
}

/** What is wrong by the choice that was meant, which is the first of the value's own type; or by none of them. */
function ofChoice(path: PropertyKey[], choices: Issue[][]): FieldError[] {
  const isOfType = (issue: Issue) => issue.path.length > 0 || !/^invalid_(?:type|value)$/.test(issue.code);
  const meant = choices.find((issues) => issues.every(isOfType));
  if (meant) return fieldErrors(meant.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  const said = choices.flatMap(([first]) => (first ? [first.message] : []));
  return [{ path: pathOf(path), message: said.join(' or ') }];
}

/** `octopus.roles[0]`. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
