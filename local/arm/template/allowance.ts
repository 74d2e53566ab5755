import { invalidTemplate } from './expression.ts';

/** As large as a template may be, in characters; each call costs a little even when it makes nothing. */
const MOST = 4 * 1_024 * 1_024;
const CALL = 100;
/** How far variables may be made of variables; those that are made of themselves never end. */
const DEEPEST = 20;

/** How much the expressions of one template may make, so that a small template cannot ask for more than there is room for. */
export class Allowance {
  #left = MOST;
  #depth = 0;

  /** The value, when there is room for it. */
  drawn<T>(value: T): T {
    this.draw(CALL);
    this.#measure(value);
    return value;
  }

  draw(size: number): void {
    this.#left -= size;
    if (this.#left < 0) throw invalidTemplate(`The template exceeds the maximum size of ${MOST} characters.`);
  }

  /** Evaluates what a variable is made of. */
  inside<T>(name: string, evaluate: () => T): T {
    if (this.#depth >= DEEPEST)
      throw invalidTemplate(`Circular dependency detected on the template variable '${name}'.`);
    this.#depth++;
    const value = evaluate();
    this.#depth--;
    return value;
  }

  /** Stops as soon as there is no room. */
  #measure(value: unknown): void {
    this.draw(typeof value === 'string' ? value.length : 1);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, part] of Object.entries(value)) {
      this.draw(name.length);
      this.#measure(part);
    }
  }
}
