import * as z from 'zod';
import { ProblemError } from '../contracts/problem.ts';
import { fitToShow } from '../wire/fit-to-show.ts';
import { boundedText } from './bounded-text.ts';
import { problemOfAnswer, reasons, unreadableAnswer } from './octopus-errors.ts';

/** Whom a service account of Octopus trusts in place of a key. */
export interface FederatedIdentity {
  /** The service account's id, as its OpenID Connect section shows it. */
  serviceAccountId: string;
  /** A token of the identity that is good for some minutes at least. */
  subjectToken(signal: AbortSignal): Promise<string>;
}

/** One of Octopus's own. */
export interface AccessToken {
  accessToken: string;
  /** What it was exchanged for. */
  subjectToken: string;
  /** Milliseconds since the epoch. */
  since: number;
  until: number;
}

/** Where, for whom, and for how long it may take. */
export interface Exchange {
  /** What people call the server in the settings. */
  name: string;
  url: string;
  identity: FederatedIdentity;
  /** Milliseconds since the epoch. */
  now: () => number;
  timeoutSeconds: number;
}

const MOST_BYTES = 1024 * 1024;

const Discovery = z.object({ token_endpoint: z.string() });
const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/**
 * An access token of Octopus for a token of our own identity (RFC 8693): the endpoint is where the server's discovery says,
 * but never on another server, which our token is not meant for. Throws `ProblemError`, or what `fetch` throws.
 */
export async function exchangeToken(exchange: Exchange): Promise<AccessToken> {
  const { identity, now, timeoutSeconds } = exchange;
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  const endpoint = await tokenEndpoint(exchange, signal);
  const subjectToken = await subjectTokenOf(exchange, signal);
  const since = now();
  const response = await fetch(endpoint, {
    ...{ method: 'POST', redirect: 'manual', signal },
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: identity.serviceAccountId,
      subject_token: subjectToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    }),
  });
  const body = await bodyOf(exchange, response);
  if (!response.ok) throw refusal(exchange, { status: response.status, body, subjectToken });
  const granted = Granted.safeParse(body);
  if (!granted.success) throw unreadableAnswer(exchange.name, 'a token exchange without a usable token');
  const { access_token: accessToken, expires_in: seconds } = granted.data;
  return { accessToken, subjectToken, since, until: since + seconds * 1000 };
}

async function tokenEndpoint(exchange: Exchange, signal: AbortSignal): Promise<URL> {
  const base = exchange.url.trim().replace(/\/+$/, '');
  const response = await fetch(`${base}/.well-known/openid-configuration`, {
    ...{ redirect: 'manual', signal, headers: { accept: 'application/json' } },
  });
  const body = await bodyOf(exchange, response);
  if (response.status === 404) throw withoutOidc(exchange.name);
  if (!response.ok) throw new ProblemError(problemOfAnswer(exchange.name, { status: response.status, body }));
  const endpoint = URL.parse(Discovery.safeParse(body).data?.token_endpoint ?? '');
  if (!endpoint) throw unreadableAnswer(exchange.name, 'an OpenID configuration without a token_endpoint');
  if (endpoint.origin !== new URL(base).origin) throw elsewhere(exchange.name, endpoint.origin);
  return endpoint;
}

async function bodyOf({ name }: Exchange, response: Response): Promise<unknown> {
  const text = await boundedText(response, MOST_BYTES);
  if (text === undefined) throw unreadableAnswer(name, `more than ${MOST_BYTES} bytes to a token exchange`);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What another library says of it may quote secrets: its kind must do. */
async function subjectTokenOf({ name, identity }: Exchange, signal: AbortSignal): Promise<string> {
  try {
    return await identity.subjectToken(signal);
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'unknown error';
    throw new ProblemError({
      kind: 'Transient',
      code: 'octopusIdentityUnavailable',
      message: `There is no token of our own to sign in to Octopus server '${name}' with (${kind}).`,
      nextStep:
        'It is tried again. If it stays so: see that the app has a managed identity, and that OCTOPUS_TOKEN_AUDIENCE is a resource that it may have tokens for.',
    });
  }
}

const SAYS = z.object({ error: z.string(), error_description: z.string() }).partial();

function refusal(
  { name, identity }: Exchange,
  { status, body, subjectToken }: { status: number; body: unknown; subjectToken: string },
): ProblemError {
  if (!NOT_AS_THINGS_STAND.has(status)) {
    const problem = problemOfAnswer(name, { status, body });
    // Who asked does not know this token as a secret before it was exchanged.
    return new ProblemError({ ...problem, message: fitToShow(problem.message, subjectToken) });
  }
  const { iss = '?', sub = '?', aud = '?' } = claimsOf(subjectToken);
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusTokenRefused',
    message:
      `Octopus server '${name}' would not take our token (${status}). ${wordsOf(body, subjectToken)}`.trim(),
    nextStep: `Give the service account ${identity.serviceAccountId} an OIDC identity of issuer ${iss}, subject ${sub} and audience ${aud}.`,
  });
}

const NOT_AS_THINGS_STAND = new Set([400, 401, 403, 404, 422]);

function wordsOf(body: unknown, subjectToken: string): string {
  const { error_description, error } = SAYS.safeParse(body).data ?? {};
  return fitToShow(error_description ?? (reasons(body) || (error ?? '')), subjectToken);
}

const Claims = z
  .object({
    iss: z.string(),
    sub: z.string(),
    aud: z.union([z.string(), z.array(z.string()).transform(String)]),
  })
  .partial();

/** Who the token says that we are: what Octopus compares, and no secret. */
function claimsOf(token: string): z.infer<typeof Claims> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return Claims.safeParse(claims).data ?? {};
  } catch {
    return {};
  }
}

function withoutOidc(name: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusMisconfigured',
    message: `Octopus server '${name}' has no /.well-known/openid-configuration.`,
    nextStep: 'Check its URL; a server that knows no OpenID Connect takes an API key.',
  });
}

function elsewhere(name: string, origin: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusMisconfigured',
    message: `Octopus server '${name}' wants tokens exchanged at ${origin}, which is not its configured URL.`,
    nextStep: 'Set the address that the server itself uses as its URL.',
  });
}
