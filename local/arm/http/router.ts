import { malformedUrl } from '../errors.ts';

/** Finds what a path stands for, literal parts without regard to case, in time proportional to the path's length. */
export class Router<T> {
  readonly #root: Branch<T> = newBranch();

  /** `path` as in OpenAPI: `/subscriptions/{subscription}/...`. */
  add(method: string, path: string, target: T): void {
    let branch = this.#root;
    const names: string[] = [];
    for (const part of partsOf(path)) {
      const name = /^\{(.+)\}$/.exec(part)?.[1];
      if (name !== undefined) {
        names.push(name);
        branch = branch.any ??= newBranch();
      } else {
        const literal = part.toLowerCase();
        const next = branch.literals.get(literal) ?? newBranch<T>();
        branch.literals.set(literal, next);
        branch = next;
      }
    }
    branch.targets.set(method, { names, target });
  }

  find(method: string, path: string): { target: T; params: Record<string, string> } | undefined {
    const parts = partsOf(path);
    const found = walk(this.#root, parts, { method, at: 0, values: [] });
    if (!found) return undefined;
    const params = Object.fromEntries(found.names.map((name, index) => [name, found.values[index] ?? '']));
    return { target: found.target, params };
  }
}

interface Branch<T> {
  literals: Map<string, Branch<T>>;
  any?: Branch<T>;
  targets: Map<string, { names: string[]; target: T }>;
}

interface Walk {
  method: string;
  at: number;
  values: string[];
}

function newBranch<T>(): Branch<T> {
  return { literals: new Map(), targets: new Map() };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function walk<T>(
  branch: Branch<T>,
  parts: string[],
  step: Walk,
): { names: string[]; target: T; values: string[] } | undefined {
  const part = parts[step.at];
  if (part === undefined) {
    const leaf = branch.targets.get(step.method);
    return leaf && { ...leaf, values: step.values };
  }
  const literal = branch.literals.get(part.toLowerCase());
  const next = { ...step, at: step.at + 1 };
  const found = literal && walk(literal, parts, next);
  if (found || !branch.any) return found;
  return walk(branch.any, parts, { ...next, values: [...step.values, decoded(part)] });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw malformedUrl();
  }
}
