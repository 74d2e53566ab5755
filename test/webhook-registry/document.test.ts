import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type * as z from 'zod';
import { LOCAL_WEBHOOK_SECRET } from '../../local/launcher/start-world.ts';
import { WebhookRegistry } from '../../shared/contracts/webhook-registry.ts';
import { signedHead } from '../../shared/probes/signed-head.ts';
import * as protocol from '../../shared/webhooks/protocol.ts';

const DOCS = join(__dirname, '../../docs');
const text = readFileSync(join(DOCS, 'webhook-registry.md'), 'utf8');

/** The blocks of code of a language, below a heading if one is named. */
function blocks(language: string, heading?: string): string[] {
  const part = heading === undefined ? text : (text.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? '');
  return [...part.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, code = '']) => code,
  );
}

const SCHEMAS: [string, z.ZodType, z.ZodType][] = [
  ['register', protocol.RegisterQuestion, protocol.RegisterAnswer],
  ['deregister', protocol.DeregisterQuestion, protocol.DeregisterAnswer],
  ['targets', protocol.TargetsQuestion, protocol.TargetsAnswer],
  ['health', protocol.HealthQuestion, protocol.HealthAnswer],
  ['deploy', protocol.DeployQuestion, protocol.DeployAnswer],
  ['status', protocol.StatusQuestion, protocol.StatusAnswer],
];

test.each(SCHEMAS)('what is shown of %s is in form, with nothing beside it', (name, question, answer) => {
  const [asked = '', answered = '', ...others] = blocks('json', name);
  expect(others).toEqual([]);
  expect(question.parse(JSON.parse(asked))).toEqual(JSON.parse(asked));
  expect(answer.parse(JSON.parse(answered))).toEqual(JSON.parse(answered));
});

test('the settings shown are the example’s, and are all there are', () => {
  const { webhooks: shown } = parse(blocks('yaml')[0] ?? '') as { webhooks: object };
  const example = readFileSync(join(DOCS, 'examples/webhook-fleet.yaml'), 'utf8');
  expect((parse(example) as { webhooks: object }).webhooks).toEqual(shown);
  expect(WebhookRegistry.parse(shown)).toEqual(shown);
  expect(Object.keys(shown).sort()).toEqual(Object.keys(WebhookRegistry.shape).sort());
});

describe('the check of signatures that is shown', () => {
  type Check = (
    request: { headers: Record<string, string>; body: string },
    secret: string,
    now?: number,
  ) => boolean;
  const [code = ''] = blocks('js');
  const plain = code.replace(/^import .*$/m, '');
  const isTrusted = runInNewContext(`${plain}; isTrusted`, { createHmac, timingSafeEqual, Buffer }) as Check;
  const at = '2026-01-01T00:00:00.000Z';
  const now = Date.parse(at);
  const body = '{"owner":"fleet-conductor.prod.web"}';
  const headers = signedHead({
    ...{ url: '', timeoutSeconds: 1, id: 'msg_1', at, body, signWith: LOCAL_WEBHOOK_SECRET },
  });

  test('takes what we sign', () => {
    expect(isTrusted({ headers, body }, LOCAL_WEBHOOK_SECRET, now)).toBe(true);
    const turned = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` };
    expect(isTrusted({ headers: turned, body }, LOCAL_WEBHOOK_SECRET, now)).toBe(true);
  });

  test.each<[string, Parameters<Check>]>([
    ['another body', [{ headers, body: '{}' }, LOCAL_WEBHOOK_SECRET, now]],
    ['another secret', [{ headers, body }, 'whsec_AAAA', now]],
    ['another id', [{ headers: { ...headers, 'webhook-id': 'msg_2' }, body }, LOCAL_WEBHOOK_SECRET, now]],
    ['an old request', [{ headers, body }, LOCAL_WEBHOOK_SECRET, now + 301_000]],
    ['nothing that is signed', [{ headers: {}, body }, LOCAL_WEBHOOK_SECRET, now]],
  ])('does not take %s', (_what, asked) => {
    expect(isTrusted(...asked)).toBe(false);
  });
});

test('every problem that it tells of is one that there is', () => {
  const source = ['webhook-errors', 'webhook-client', 'webhook-pages', 'webhook-target-registry']
    .map((name) => readFileSync(join(__dirname, `../../shared/webhooks/${name}.ts`), 'utf8'))
    .join();
  const told = new Set([...text.matchAll(/`(webhook[A-Z]\w+)`/g)].map(([, code = '']) => code));
  expect(told.size).toBeGreaterThan(8);
  expect([...told].filter((code) => !source.includes(`'${code}'`))).toEqual([]);
});
