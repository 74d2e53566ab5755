import type * as z from 'zod';
import { ProblemError } from '../contracts/problem.ts';
import type { Problem } from '../contracts/problem.ts';
import { octopusSpan } from '../telemetry/calls.ts';
import { fitToShow } from '../wire/fit-to-show.ts';
import { withoutKnown } from '../wire/without-known.ts';
import { boundedText } from './bounded-text.ts';
import { type Known, octopusCredential, type Secret } from './octopus-credential.ts';
import { problemOfAnswer, transient, unreadableAnswer } from './octopus-errors.ts';
import type { FailedAnswer } from './octopus-errors.ts';
import { type Bulk, rateShare, type RateShare } from './rate-share.ts';

/** How a configured server is reached, and how it knows us: by a key, which is a secret, or by our own identity. */
export type OctopusServer = Known;

export interface OctopusClientOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  timeoutSeconds: number;
}

export interface OctopusCall {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `apiPath`. */
  path: string;
  /** Lists are joined by commas, as Octopus wants them. */
  query?: Record<string, string | number | readonly string[] | undefined>;
  body?: unknown;
  /** It begins bulk work: throws Transient `octopusThrottled` when it is not the fleet's turn yet. */
  bulk?: Bulk;
}

/** One Octopus server. Throws `ProblemError` for anything but a success that fits the schema; never retries. */
export interface OctopusClient {
  send<Schema extends z.ZodType>(schema: Schema, call: OctopusCall): Promise<z.infer<Schema>>;
}

/** A thousand machines are about 2 MB. */
const MOST_BYTES = 32 * 1024 * 1024;

/** A client for one server; `name` is what people call it in the settings. */
export function octopusClient(
  name: string,
  server: OctopusServer,
  options: OctopusClientOptions,
): OctopusClient {
  const share = rateShare(options.now);
  const credential = octopusCredential(name, server, options);
  return {
    async send(schema, call) {
      try {
        if (call.bulk) itsTurn(name, share, call.bulk);
        const answer = await credential.use((secret) =>
          exchange(name, { url: server.url, secret }, { call, share, ...options }),
        );
        const parsed = schema.safeParse(answer);
        if (parsed.success) return parsed.data;
        const { path } = parsed.error.issues[0] ?? { path: [] };
        throw unreadableAnswer(name, `without a usable ${path.join('.') || 'body'}`);
      } catch (error) {
        throw new ProblemError(withoutOurs(problemOf(name, error), credential.secrets()));
      }
    },
  };
}

/** `/api/a/b`. */
export function apiPath(...segments: string[]): string {
  return `/api/${segments.map(octopusId).join('/')}`;
}

/** The id itself; throws for one that would lead to another place in a path, or mean "all" in a query. */
export function octopusId(id: string): string {
  if (/^[\w-][\w.-]*$/.test(id)) return id;
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'octopusIdInvalid',
    message: `'${id.slice(0, 80)}' is no id of Octopus.`,
    nextStep: 'Name the thing by its id or name.',
  });
}

interface Reached {
  url: string;
  secret: Secret;
}

type Exchange = OctopusClientOptions & { call: OctopusCall; share: RateShare };

async function exchange(name: string, server: Reached, request: Exchange): Promise<unknown> {
  const { call, share, timeoutSeconds, now } = request;
  const address = addressOf(name, server, call);
  const init = {
    method: call.method ?? 'GET',
    headers: headersOf(name, server),
    // The key would go along to wherever a redirect points.
    redirect: 'manual' as const,
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  };
  const response = await octopusSpan(name, call, () => fetch(address, init));
  share.heard(response.headers);
  if (response.status === 429) share.refused();
  const text = await boundedText(response, MOST_BYTES);
  if (text === undefined) throw answerTooLarge(name);
  const body = parsed(text);
  if (!response.ok) throw new ProblemError(problemOfAnswer(name, { ...failed(response, body, now()), call }));
  if (text !== '' && body === undefined) throw unreadableAnswer(name, 'something that is not JSON');
  return body;
}

function itsTurn(name: string, share: RateShare, bulk: Bulk): void {
  const wait = share.take(bulk);
  if (!wait) return;
  const { problem } = transient('octopusThrottled', `Octopus server '${name}' ${wait.reason}.`);
  throw new ProblemError({ ...problem, retryAfterSeconds: wait.seconds });
}

function addressOf(name: string, { url }: Reached, { path, query = {} }: OctopusCall): URL {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `${key}=${[value]
          .flat()
          .map((one) => encoded(String(one)))
          .join(',')}`,
    );
  const address = URL.parse(
    `${url.trim().replace(/\/+$/, '')}${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`,
  );
  if (address && /^https?:$/.test(address.protocol) && !address.username) return address;
  throw misconfigured(name, 'URL', 'an address that starts with http:// or https:// and holds no user');
}

/** A text with half a character in it can be put into no address, today or tomorrow. */
function encoded(text: string): string {
  if (text.isWellFormed()) return encodeURIComponent(text);
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'octopusTextInvalid',
    message: `Octopus cannot be asked for '${text.slice(0, 80).toWellFormed()}': half a character is in it.`,
    nextStep: 'Correct the names in the fleet’s settings.',
  });
}

function headersOf(name: string, { secret }: Reached): Headers {
  try {
    return new Headers({
      ...('apiKey' in secret
        ? { 'X-Octopus-ApiKey': secret.apiKey.trim() }
        : { authorization: `Bearer ${secret.accessToken}` }),
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'fleet-conductor',
    });
  } catch {
    // The error's own text quotes the key.
    throw misconfigured(name, 'API key', 'plain letters, digits and hyphens');
  }
}

function misconfigured(name: string, setting: string, shouldBe: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusMisconfigured',
    message: `The ${setting} of Octopus server '${name}' cannot be used.`,
    nextStep: `Set the ${setting} in the app's settings to ${shouldBe}.`,
  });
}

function answerTooLarge(name: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusAnswerTooLarge',
    message: `Octopus server '${name}' answered more than ${MOST_BYTES} bytes.`,
    nextStep: "Check that the server's URL leads to Octopus.",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(response: Response, body: unknown, now: number): FailedAnswer {
  const retryAfterSeconds = secondsToWait(response.headers.get('retry-after'), now);
  return { status: response.status, body, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** An hour is the most that a server is left alone for, whatever it asks; a number without end could not be kept. */
const LONGEST_SECONDS = 3600;

function secondsToWait(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const isNumber = /^\s*\d+(\.\d+)?\s*$/.test(header);
  const seconds = isNumber ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), LONGEST_SECONDS);
}

/** Foreign errors are told by their codes only: their texts may quote what was sent. */
function problemOf(name: string, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const { name: kind, cause } = error as { name?: unknown; cause?: unknown };
  if (kind === 'TimeoutError')
    return transient('octopusTimeout', `Octopus server '${name}' did not answer in time.`).problem;
  const { code } = (cause ?? error) as { code?: unknown };
  // Only what the line or the other side did passes by itself; a mistake of ours would be repeated for ever.
  if (typeof code !== 'string' && cause === undefined) return failedCall(name, kind);
  const reason = typeof code === 'string' ? code : 'no reason given';
  return transient('octopusUnreachable', `Octopus server '${name}' cannot be reached (${reason}).`).problem;
}

function failedCall(name: string, kind: unknown): Problem {
  return {
    kind: 'Bug',
    code: 'octopusCallFailed',
    message: `Octopus server '${name}' could not be called (${typeof kind === 'string' ? kind : 'unknown error'}).`,
    nextStep: 'Report this with the fleet’s settings.',
  };
}

/** Whatever Octopus or a proxy wrote back, in whichever form: what we sent as a secret is not passed on. */
function withoutOurs(problem: Problem, secrets: string[]): Problem {
  const hidden = secrets.reduce(withoutKnown, problem.message);
  return { ...problem, message: fitToShow(hidden, secrets[0]) };
}
