import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import { CODINGS, type Page, type Pages } from './load-pages.ts';

/** Nothing but the page's own files and this very API; no script can be written into it. */
const POLICY = [
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'",
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
].join('; ');
const SAFE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};
const NOT_BUILT =
  'The dashboard has not been built: `npm run build:ui` makes it. The API is under /api, and told at /api/docs.';

/** `GET /ui/{*path}`: the dashboard. Whoever asks for a page that there is not gets the first one, which finds its way by itself. */
export function servePages(pages: Pages): HttpHandler {
  return (request) => {
    const index = pages.get('index.html');
    if (!index) return textAnswer(404, NOT_BUILT);
    if (!new URL(request.url).pathname.toLowerCase().startsWith('/ui/'))
      return { status: 308, headers: { location: '/ui/' } };
    const page = pages.get(request.params['path'] ?? 'index.html');
    if (page) return send(request, page);
    const wantsPage = request.headers.get('accept')?.includes('text/html') ?? false;
    return wantsPage ? send(request, index) : textAnswer(404, 'There is no such file.');
  };
}

function send(request: HttpRequest, page: Page): HttpResponseInit {
  const kept = page.isForever ? 'public, max-age=31536000, immutable' : 'no-cache';
  const policy = page.type.startsWith('text/html') ? { 'content-security-policy': POLICY } : {};
  const headers = { ...SAFE, ...policy, etag: page.etag, 'cache-control': kept, vary: 'accept-encoding' };
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim());
  if (known.includes(page.etag)) return { status: 304, headers };
  const accepted = request.headers.get('accept-encoding') ?? '';
  const coding = CODINGS.find((each) => new RegExp(`\\b${each}\\b`).test(accepted));
  const packed = coding === undefined ? {} : { 'content-encoding': coding };
  const body = coding === undefined ? page.plain : page.packed(coding);
  return { status: 200, headers: { ...headers, ...packed, 'content-type': page.type }, body };
}

function textAnswer(status: number, body: string): HttpResponseInit {
  return { status, headers: { ...SAFE, 'content-type': 'text/plain; charset=utf-8' }, body };
}
