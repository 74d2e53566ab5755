import { ArmError, notSimulated } from '../errors.ts';
import { valueAt } from '../json.ts';

/** What the functions of a template are: given evaluated arguments, a value. */
export type Functions = Record<string, (...args: unknown[]) => unknown>;

const DEEPEST = 40;
/** As many characters as the service reads of one expression. */
const LONGEST = 24_576;

/** Evaluates every `[expression]` within a value. */
export function evaluated(value: unknown, functions: Functions): unknown {
  if (typeof value === 'string') return evaluatedText(value, functions);
  if (Array.isArray(value)) return value.map((item) => evaluated(item, functions));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    String(evaluatedText(name, functions)),
    evaluated(item, functions),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function evaluatedText(text: string, functions: Functions): unknown {
  if (!text.startsWith('[') || !text.endsWith(']')) return text;
  if (text.startsWith('[[')) return text.slice(1);
  if (text.length > LONGEST)
    throw invalidTemplate(`The language expression length limit exceeded. Limit: '${LONGEST}'.`);
  return new Reader(text.slice(1, -1), functions).whole();
}

/** Reads one expression from left to right: calls, texts, numbers, members and indexes. */
class Reader {
  readonly #text: string;
  readonly #functions: Functions;
  #at = 0;
  #depth = 0;

  constructor(text: string, functions: Functions) {
    this.#text = text;
    this.#functions = functions;
  }

  whole(): unknown {
    const value = this.#value();
    if (this.#match(/\s*$/y) === undefined) throw this.#invalid();
    return value;
  }

  #value(): unknown {
    if (++this.#depth > DEEPEST) throw this.#invalid();
    let value = this.#primary();
    for (let step = this.#step(); step !== undefined; step = this.#step()) value = valueAt(value, step);
    this.#depth--;
    return value;
  }

  #primary(): unknown {
    const text = this.#match(/\s*'((?:[^']|'')*)'/y);
    if (text !== undefined) return text.replaceAll("''", "'");
    const number = this.#match(/\s*(-?\d+)(?![\w.])/y);
    if (number !== undefined) return Number(number);
    const name = this.#match(/\s*([A-Za-z_]\w*)\s*\(/y);
    if (name === undefined) throw this.#invalid();
    return this.#call(name);
  }

  #call(name: string): unknown {
    const args: unknown[] = [];
    if (this.#match(/\s*(\))/y) === undefined)
      do args.push(this.#value());
      while (this.#separated());
    const known = Object.keys(this.#functions).find((key) => key.toLowerCase() === name.toLowerCase());
    const run = known === undefined ? undefined : this.#functions[known];
    if (!run) throw notSimulated('template function', name);
    return run(...args);
  }

  /** Whether another argument follows; the list ends with its parenthesis. */
  #separated(): boolean {
    const sign = this.#match(/\s*([,)])/y);
    if (sign === undefined) throw this.#invalid();
    return sign === ',';
  }

  /** A member or an index after a value. */
  #step(): string | number | undefined {
    const member = this.#match(/\s*\.\s*([A-Za-z_]\w*)/y);
    if (member !== undefined) return member;
    if (this.#match(/\s*(\[)/y) === undefined) return undefined;
    const index = this.#value();
    if (this.#match(/\s*(\])/y) === undefined) throw this.#invalid();
    return typeof index === 'number' ? index : String(index);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) return undefined;
    this.#at = pattern.lastIndex;
    return found[1] ?? '';
  }

  #invalid(): ArmError {
    return invalidTemplate(`Unable to parse language expression '${this.#text}' at position ${this.#at}.`);
  }
}

export function invalidTemplate(reason: string): ArmError {
  return new ArmError(400, 'InvalidTemplate', `Deployment template validation failed: '${reason}'.`);
}
