import { ArmError } from '../errors.ts';
import { textAt } from '../json.ts';

/** What a resource contains is told apart by name, whatever its case. */
export function requireUniqueNames(id: string, kind: string, children: readonly unknown[]): void {
  const names = children.map((child) => (textAt(child, 'name') ?? '').toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new ArmError(400, 'InvalidRequestFormat', 'Cannot parse the request.').with({
    details: [
      {
        code: 'DuplicateResourceName',
        message: `Resource ${id}/${kind} has two child resources with the same name (${twice}).`,
      },
    ],
  });
}
