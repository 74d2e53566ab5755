import { randomBytes } from 'node:crypto';
import { headerOf } from '../../host/http-surface/exchange.ts';
import { withBody } from '../../host/http-surface/read-body.ts';
import type { Front, HostRequest, HostResponse } from '../../host/start-host.ts';
import { principalHeaders, SignIn } from './principal.ts';
import { ownAddress, signInPage } from './sign-in-page.ts';

const COOKIE = 'FleetConductorLocal';
const LOGIN = '/.auth/login';
const LOGOUT = '/.auth/logout';
const ME = '/.auth/me';
const FORM = 'application/x-www-form-urlencoded';
/** A working day. */
const LASTS_SECONDS = 12 * 3600;
const LONGEST_FORM = 4096;

/**
 * What App Service authentication is on Azure, for a machine of one's own: a page on which one says who one is and which role
 * one has. Whoever is signed in needs no key; what a request itself says of its sender is taken away (decision 0019).
 */
export function localSignIn({ key, now }: { key: string; now: () => number }): Front {
  const sessions = new Map<string, { who: SignIn; until: number }>();

  const whoIn = (request: HostRequest): SignIn | undefined => {
    const session = isFromHere(request) ? sessions.get(cookieOf(request)) : undefined;
    return session && session.until > now() ? session.who : undefined;
  };

  const signIn = async (request: HostRequest): Promise<HostResponse> => {
    const form = await formIn(request);
    const who = form && SignIn.safeParse(form).data;
    if (!form || !who) return { status: 400, ...text('A name and a role are needed.') };
    const id = randomBytes(32).toString('base64url');
    sessions.set(id, { who, until: now() + LASTS_SECONDS * 1000 });
    return redirect(ownAddress(form.to), setCookie(id, LASTS_SECONDS));
  };

  const authPages = (request: HostRequest, path: string): Promise<HostResponse> | HostResponse => {
    // Another name for this machine would be a foreign page's way to act as if it were ours (DNS rebinding).
    if (!isFromHere(request))
      return { status: 403, ...text('Sign-in is for http://127.0.0.1 and http://localhost.') };
    if (path === ME) return { status: 200, ...json(toldOf(whoIn(request))) };
    if (path === LOGOUT) {
      sessions.delete(cookieOf(request));
      return redirect(ownAddress(request.url.searchParams.get('post_logout_redirect_uri')), setCookie('', 0));
    }
    if (path !== LOGIN && !path.startsWith(`${LOGIN}/`)) return { status: 404 };
    if (request.method === 'POST') return signIn(request);
    return signInPage(ownAddress(request.url.searchParams.get('post_login_redirect_uri')));
  };

  return (request, host) => {
    const path = request.url.pathname;
    if (path.startsWith('/.auth/')) return authPages(request, path);
    if (path === '/' && headerOf(request, 'accept')?.includes('text/html')) return redirect('/ui/');
    const headers = withoutPrincipal(request.headers);
    const who = whoIn(request);
    if (!who) return host({ ...request, headers });
    return host({ ...request, headers: { 'x-functions-key': key, ...headers, ...principalHeaders(who) } });
  };
}

function withoutPrincipal(headers: HostRequest['headers']): HostRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('x-ms-client-principal')),
  );
}

/** By the name that the browser used. */
function isFromHere({ url }: HostRequest): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

function cookieOf(request: HostRequest): string {
  const cookies = (headerOf(request, 'cookie') ?? '').split(';').map((each) => each.trim());
  return cookies.find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}

function setCookie(value: string, seconds: number): string {
  return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
}

/** `undefined`: no form of our own page. */
async function formIn(request: HostRequest): Promise<Record<string, string> | undefined> {
  const origin = headerOf(request, 'origin');
  const isOwn = origin !== undefined && URL.parse(origin)?.host === request.url.host;
  if (!isOwn || headerOf(request, 'content-type') !== FORM) return undefined;
  const { body } = await withBody(request, LONGEST_FORM);
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}

/** As App Service tells it to pages; nobody: an empty list. */
function toldOf(who: SignIn | undefined): object[] {
  return who
    ? [{ provider_name: 'local', user_id: who.name, user_claims: [{ typ: 'roles', val: who.role }] }]
    : [];
}

function redirect(location: string, cookie?: string): HostResponse {
  const headers = { location, 'cache-control': 'no-store' };
  return { status: 302, headers: cookie === undefined ? headers : { ...headers, 'set-cookie': cookie } };
}

function text(body: string): Pick<HostResponse, 'headers' | 'body'> {
  return { headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

function json(value: unknown): Pick<HostResponse, 'headers' | 'body'> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { headers, body: JSON.stringify(value) };
}
