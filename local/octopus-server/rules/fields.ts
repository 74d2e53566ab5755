/** The fields of a request body, read by type; every problem is noted, so that all are reported at once. */
export class Fields {
  readonly problems: string[] = [];
  readonly #fields: Record<string, unknown>;

  constructor(fields: unknown) {
    this.#fields = isRecord(fields) ? fields : {};
    if (!isRecord(fields)) this.problems.push('The request body must be a JSON object.');
  }

  raw(name: string): unknown {
    return this.#fields[name];
  }

  /** A text that must be there and not be blank. */
  required(name: string): string {
    const value = this.text(name, '');
    if (value.trim() === '') this.problems.push(`${name} is required.`);
    return value;
  }

  text(name: string, absent: string): string {
    const value = this.#fields[name] ?? absent;
    if (typeof value === 'string') return value;
    this.problems.push(`${name} must be a text.`);
    return absent;
  }

  textOrNull(name: string): string | null {
    return this.#fields[name] === undefined || this.#fields[name] === null ? null : this.text(name, '');
  }

  flag(name: string, absent = false): boolean {
    const value = this.#fields[name] ?? absent;
    if (typeof value === 'boolean') return value;
    this.problems.push(`${name} must be true or false.`);
    return absent;
  }

  texts(name: string): string[] {
    const value = this.#fields[name] ?? [];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.problems.push(`${name} must be a list of texts.`);
    return [];
  }

  record(name: string): Record<string, unknown> {
    const value = this.#fields[name] ?? {};
    if (isRecord(value)) return value;
    this.problems.push(`${name} must be an object.`);
    return {};
  }

  records(name: string): Record<string, unknown>[] {
    const value = this.#fields[name] ?? [];
    if (Array.isArray(value) && value.every(isRecord)) return value;
    this.problems.push(`${name} must be a list of objects.`);
    return [];
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], absent: T): T {
    const value = this.text(name, absent);
    const found = allowed.find((item) => item === value);
    if (found === undefined) this.problems.push(`${name} must be one of ${allowed.join(', ')}.`);
    return found ?? absent;
  }

  /** An ISO instant in milliseconds since the epoch. */
  instant(name: string): number | undefined {
    const value = this.textOrNull(name);
    if (value === null) return undefined;
    const time = Date.parse(value);
    if (!Number.isNaN(time)) return time;
    this.problems.push(`${name} must be an ISO 8601 date and time.`);
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
