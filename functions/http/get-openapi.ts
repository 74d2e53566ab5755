import type { HttpResponseInit } from '@azure/functions';
import { openApiDocument } from './openapi/document.ts';

/** `GET /api/openapi.json`: what docs/openapi.json holds. */
export function getOpenApi() {
  return (): Promise<HttpResponseInit> => Promise.resolve({ jsonBody: openApiDocument() });
}
