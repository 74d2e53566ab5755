import { createHash } from 'node:crypto';
import { OPERATION_IDS, OPERATIONS } from '../operations/index.ts';
import type { Operation } from '../operations/operation.ts';
import { ANSWERS } from '../operations/answers.ts';
import { BODIES } from '../operations/bodies.ts';
import { components, inline, nameOf } from './schemas.ts';

const STYLE = [
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}',
  'body{max-width:60rem;margin:2rem auto;padding:0 1rem}',
  'code,pre{font-family:ui-monospace,monospace;font-size:.9em}',
  'pre{overflow:auto}summary{cursor:pointer}section{margin:2rem 0}',
].join('');

/** Nothing is loaded and nothing runs: the page is all there is. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

/** The API for people to read, from the same table; one page that needs no network and no script. */
export function apiPage(): string {
  const schemas = { ...components(BODIES, 'input'), ...components(ANSWERS, 'output') };
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>Fleet Conductor: the HTTP API</title><style>${STYLE}</style></head><body><main>`,
    '<h1>The HTTP API</h1><p>For programs: <a href="openapi.json">openapi.json</a>.</p>',
    ...OPERATION_IDS.map((id) => section(id, OPERATIONS[id])),
    '<h2>Schemas</h2>',
    ...Object.entries(schemas).map(([name, schema]) => {
      const text = escaped(JSON.stringify(schema, null, 2));
      return `<details id="${name}"><summary><code>${name}</code></summary><pre>${text}</pre></details>`;
    }),
    '</main></body></html>',
  ].join('\n');
}

function section(id: string, operation: Operation): string {
  const { method, route, summary, description = '', role, body, answers, problems } = operation;
  const needs = `Needs the role <strong>${role}</strong>.`;
  const sends = body ? `<p>Takes ${link(nameOf(body.schema, BODIES))}.</p>` : '';
  const gives = Object.entries(answers).map(([status, { description: told, schema }]) => {
    const form = schema ? ` ${link(nameOf(schema, ANSWERS))}` : '';
    return `<li>${status}: ${escaped(told)}${form}</li>`;
  });
  return [
    `<section><h2 id="${id}"><code>${method} /api/${escaped(route)}</code></h2>`,
    `<p>${escaped(summary)}. ${escaped(description)} ${needs}</p>`,
    parameters({ ...operation.path, ...operation.query, ...operation.header }),
    `${sends}<ul>${gives.join('')}</ul>`,
    problems.length > 0 ? `<p>Its problems: ${problems.join(', ')}.</p>` : '',
    '</section>',
  ].join('\n');
}

function parameters(named: NonNullable<Operation['query']>): string {
  const each = Object.entries(named).map(([name, schema]) => {
    const { description } = inline(schema);
    return `<li><code>${name}</code> ${typeof description === 'string' ? escaped(description) : ''}</li>`;
  });
  return each.length === 0 ? '' : `<ul>${each.join('')}</ul>`;
}

function link(name: string): string {
  return `<a href="#${name}"><code>${name}</code></a>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
