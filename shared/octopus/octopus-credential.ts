import { ProblemError } from '../contracts/problem.ts';
import { type AccessToken, exchangeToken, type FederatedIdentity } from './exchange-token.ts';
import { hasCode } from './octopus-errors.ts';

/** What a request is sent with. */
export type Secret = { apiKey: string } | { accessToken: string };

/** How a server knows us. */
export interface OctopusCredential {
  /** Acts with what is valid now. Where that turns out not to be, it is renewed and tried once more: a 401 did nothing. */
  use<T>(act: (secret: Secret) => Promise<T>): Promise<T>;
  /** What no text may show. */
  secrets(): string[];
}

/** Either is there. */
export interface Known {
  url: string;
  apiKey?: string;
  identity?: FederatedIdentity;
}

interface Options {
  /** Milliseconds since the epoch. */
  now: () => number;
  timeoutSeconds: number;
}

/** The credential of one server; `name` is what people call it in the settings. */
export function octopusCredential(name: string, server: Known, options: Options): OctopusCredential {
  const { apiKey, identity, url } = server;
  if (apiKey !== undefined) return { use: async (act) => act({ apiKey }), secrets: () => [apiKey.trim()] };
  if (identity) return federated(options.now, () => exchangeToken({ ...options, name, url, identity }));
  return { use: () => Promise.reject(neither(name)), secrets: () => [] };
}

/** So long before it expires a token is not used any more. */
const MARGIN_MS = 60_000;
/** One that is refused so soon will not be better for being renewed. */
const FRESH_MS = 10_000;

/** A token is exchanged when it is needed, once for all who wait for it. */
function federated(now: () => number, exchange: () => Promise<AccessToken>): OctopusCredential {
  let token: AccessToken | undefined;
  /** The one of now and the one before, which an answer that was under way may still quote while it is good. */
  let lately: AccessToken[] = [];
  let coming: Promise<AccessToken> | undefined;
  const renewed = async () => {
    coming ??= exchange().finally(() => (coming = undefined));
    token = await coming;
    lately = [token, ...lately.filter((other) => other !== token)].slice(0, 2);
    return token;
  };
  const valid = async () => (token && now() < token.until - MARGIN_MS ? token : renewed());
  return {
    async use(act) {
      const first = await valid();
      try {
        return await act({ accessToken: first.accessToken });
      } catch (error) {
        if (!hasCode(error, ['octopusUnauthorized']) || now() - first.since < FRESH_MS) throw error;
        if (token === first) token = undefined;
        const { accessToken } = await valid();
        return act({ accessToken });
      }
    },
    secrets: () => lately.flatMap(({ accessToken, subjectToken }) => [accessToken, subjectToken]),
  };
}

function neither(name: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusMisconfigured',
    message: `Octopus server '${name}' has neither an API key nor a service account.`,
    nextStep: "Set one of them in the app's settings.",
  });
}
