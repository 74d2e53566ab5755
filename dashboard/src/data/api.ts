import type { ProblemDetails } from './answers.ts';

/** Beside the pages, whatever both are under. */
const API = new URL('../api/', document.baseURI);

/** What the API refused, in its own words. */
export class Refusal extends Error {
  readonly status: number;
  readonly nextStep: string;
  readonly errors: NonNullable<ProblemDetails['errors']>;

  constructor(status: number, { detail, nextStep, errors = [] }: Partial<ProblemDetails>) {
    super(detail ?? `The server answered ${status}.`);
    this.name = 'Refusal';
    this.status = status;
    this.nextStep = nextStep ?? 'Try again; if it stays so, look at the app’s log.';
    this.errors = errors;
  }
}

/** Reads from the API; the browser sends the tag that it knows along, so what is unchanged costs nothing. Throws `Refusal`. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answered<T>(await fetch(new URL(path, API), { signal: signal ?? null, cache: 'no-cache' }));
}

/** A body, and how it is written. */
export interface Body {
  text: string;
  type: 'application/json' | 'application/yaml';
}

/** When the API was last told something: what comes of it is watched closely for a while (milliseconds since the epoch). */
let toldAt = -Infinity;
const WATCHED_FOR_MS = 30_000;

export function isWatchedClosely(): boolean {
  return Date.now() - toldAt < WATCHED_FOR_MS;
}

/** Tells the API something; the header shows that it comes from a page of its own. Throws `Refusal`. */
export async function tell<T>(path: string, body?: Body, once?: string): Promise<T> {
  const headers: Record<string, string> = { 'x-fleet-request': '1' };
  if (body) headers['content-type'] = body.type;
  if (once) headers['idempotency-key'] = once;
  const sent = { method: 'POST', headers, body: body?.text ?? null };
  const answer = await answered<T>(await fetch(new URL(path, API), sent));
  toldAt = Date.now();
  return answer;
}

export function json(value: unknown): Body {
  return { text: JSON.stringify(value), type: 'application/json' };
}

async function answered<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new Refusal(response.status, problemIn(text));
}

function problemIn(text: string): Partial<ProblemDetails> {
  try {
    return JSON.parse(text) as Partial<ProblemDetails>;
  } catch {
    return {};
  }
}
