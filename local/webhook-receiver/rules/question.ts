import { Refused } from '../model.ts';

export type Question = Readonly<Record<string, unknown>>;

/** The body as an object with an owner; throws what is wrong with it. */
export function questionIn(body: string): Question {
  const parsed = parsedOrUndefined(body);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Refused(400, 'The body is no JSON object.');
  text(parsed as Question, 'owner');
  return parsed as Question;
}

function parsedOrUndefined(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export function text(question: Question, name: string): string {
  const value = question[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Refused(400, `${name} must be a text.`);
}

export function textIfAny(question: Question, name: string): string | undefined {
  return question[name] === undefined ? undefined : text(question, name);
}

/** At least one of them: no names would mean all. */
export function texts(question: Question, name: string): string[] {
  const value = question[name];
  const isList = Array.isArray(value) && value.length > 0;
  if (isList && value.every((each) => typeof each === 'string' && each !== '')) return value as string[];
  throw new Refused(400, `${name} must be a list of at least one text.`);
}

/** What comes after the cursor, and where the next page begins if there is one. */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  { after, size }: { after: string | undefined; size: number },
): { page: T[]; next?: string } {
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(start, start + size);
  const last = page.at(-1);
  return last && start + size < all.length ? { page, next: last.id } : { page };
}
