import type { Handler } from '../access/guard.ts';
import { apiPage, PAGE_POLICY } from './openapi/page.ts';
import { openApiDocument } from './openapi/document.ts';

/** `GET /api/openapi.json`: what docs/openapi.json holds. */
export function getOpenApi(): Handler {
  return () => Promise.resolve({ jsonBody: openApiDocument() });
}

/** `GET /api/docs`: the same for people. */
export function readApiPage(): Handler {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  };
  return () => Promise.resolve({ headers, body: apiPage() });
}
