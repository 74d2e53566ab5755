import type { Connection } from './config/connection.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import { FleetError } from './fleet-error.ts';
import { errorLines, type FieldError } from './show/field-errors.ts';

interface Sent {
  body?: string;
  contentType?: string;
  /** Preconditions, and what else is said beside the body. */
  when?: Record<string, string>;
}

/** What was answered, and the tag of what it was then. */
export interface Tagged<T> {
  value: T;
  etag: string;
}

interface ProblemBody {
  detail?: string;
  title?: string;
  nextStep?: string;
  errors?: FieldError[];
}

/** What a conditional question is answered with while nothing has changed. */
const UNCHANGED = { value: undefined, etag: '' };

const TIMEOUT_MS = 30_000;

/** The HTTP API as the program uses it; throws `FleetError` for whatever is no answer. */
export class Client {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.getTagged<T>(path)).value;
  }

  /** With the tag by which a writer says what it has seen; the known answer again, where that still holds. */
  async getTagged<T>(path: string, known?: Tagged<T>): Promise<Tagged<T>> {
    const read = await this.#call<T>('GET', path, known ? { when: { 'if-none-match': known.etag } } : {});
    return read === UNCHANGED && known ? known : read;
  }

  async post<T>(path: string, body: object): Promise<T> {
    const sent = { body: JSON.stringify(body), contentType: 'application/json' };
    return (await this.#call<T>('POST', path, sent)).value;
  }

  /** A document as it was written, so that problems name its lines. */
  async postText<T>(path: string, text: string): Promise<T> {
    return (await this.#call<T>('POST', path, { body: text, contentType: 'application/yaml' })).value;
  }

  /** Replaces, or creates; only when it is there, or not, as `when` says. */
  async putText(path: string, text: string, when: Record<string, string>): Promise<void> {
    await this.#call('PUT', path, { body: text, contentType: 'application/yaml', when });
  }

  /** Only when it is as `when` says. */
  async delete(path: string, when: Record<string, string>): Promise<void> {
    await this.#call('DELETE', path, { when });
  }

  /** Events, as Event Grid brings them, with the key of its door. */
  async deliver(path: string, events: object[], key: string): Promise<void> {
    const sent = { body: JSON.stringify(events), contentType: 'application/json' };
    const when = { 'aeg-event-type': 'Notification', 'x-functions-key': key };
    await this.#call('POST', path, { ...sent, when });
  }

  /** Every item of every page, or the first so many. */
  async all<T>(path: string, most = Infinity): Promise<T[]> {
    const items: T[] = [];
    for (let before: string | undefined = ''; before !== undefined && items.length < most;) {
      const query: string = before === '' ? path : `${path}${path.includes('?') ? '&' : '?'}before=${before}`;
      const page: { items: T[]; next?: string } = await this.get(query);
      items.push(...page.items);
      before = page.next;
    }
    return items.slice(0, most);
  }

  async #call<T>(method: string, path: string, { body, contentType, when }: Sent = {}): Promise<Tagged<T>> {
    const { server, authorization } = this.#connection;
    const headers = {
      accept: 'application/json',
      ...(await authorization()),
      ...when,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await reached(server, `${server}${path}`, init);
    const text = await response.text();
    if (response.status === 304) return UNCHANGED as Tagged<T>;
    if (!response.ok) throw refusal(response, text);
    const value = (text === '' ? undefined : jsonIn(text, server)) as T;
    return { value, etag: response.headers.get('etag') ?? '*' };
  }
}

async function reached(server: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    const why = cause?.code ?? (error as Error).message;
    throw new FleetError(
      `${server} does not answer (${why}).`,
      'Is it running? Give --server, FLEET_SERVER or --context.',
    );
  }
}

/** Something else may listen there, and be content with every question. */
function jsonIn(text: string, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FleetError(`${server} does not answer as the API does.`, 'Is that its address?');
  }
}

function refusal({ status }: Response, text: string): FleetError {
  // App Service sends whoever is not signed in to a page for people.
  if (status >= 300 && status < 400)
    return new FleetError('Nobody is signed in.', adviceFor(401), EXIT.notAllowed);
  const { detail, title, nextStep, errors = [] } = problemIn(text);
  const what = detail ?? title ?? `The answer was ${status}.`;
  return new FleetError(
    [what, ...errorLines(errors)].join('\n'),
    nextStep ?? adviceFor(status),
    exitFor(status),
  );
}

/** Azure's own host refuses without a body. */
function problemIn(text: string): ProblemBody {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function adviceFor(status: number): string {
  return status === 401 ? 'Sign in: fleet login' : 'See the log of the app.';
}

const EXITS: Record<number, Exit> = {
  400: EXIT.problems,
  401: EXIT.notAllowed,
  403: EXIT.notAllowed,
  404: EXIT.notFound,
  409: EXIT.conflict,
  412: EXIT.conflict,
};

function exitFor(status: number): Exit {
  return EXITS[status] ?? EXIT.failed;
}
