import { createHash } from 'node:crypto';
import type { HostResponse } from '../../host/start-host.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: light-dark(#f5f6f8, #14161a); color: light-dark(#1b1f24, #e8eaed); }
main { width: min(22rem, 100vw - 2rem); padding: 2rem; border-radius: 12px; background: light-dark(#fff, #1d2025); border: 1px solid light-dark(#dfe2e6, #33383f); box-sizing: border-box; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.25rem; color: light-dark(#57606a, #a3abb5); }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input, select, button { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem .75rem; border-radius: 8px; border: 1px solid light-dark(#8b949e, #6e7681); background: light-dark(#fff, #14161a); color: inherit; margin-bottom: 1rem; }
button { background: #1f5fbf; color: #fff; border-color: transparent; font-weight: 600; cursor: pointer; margin: .5rem 0 0; }
:focus-visible { outline: 3px solid #4c9aff; outline-offset: 2px; }
`;
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** On which one says who one is; `to`: where one goes then. */
export function signInPage(to: string): HostResponse {
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in · Fleet Conductor</title><style>${STYLE}</style></head>
<body><main>
<h1>Fleet Conductor</h1>
<p>On this machine only: say who you are. It stands on the timeline beside what you do.</p>
<form method="post" action="/.auth/login/local">
<input type="hidden" name="to" value="${escaped(to)}">
<label for="name">Name</label><input id="name" name="name" value="me" required maxlength="60" autocomplete="username">
<label for="role">Role</label>
<select id="role" name="role"><option>Admin</option><option>Operator</option><option>Viewer</option></select>
<button>Sign in</button>
</form>
</main></body></html>`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body };
}

/** An address of this very server, else the pages' first one: a link must not lead elsewhere by way of us. */
export function ownAddress(asked: string | null | undefined): string {
  const url = asked?.startsWith('/') ? URL.parse(asked, 'http://here') : null;
  return url?.host === 'here' ? `${url.pathname}${url.search}${url.hash}` : '/ui/';
}

function escaped(value: string): string {
  return value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
