import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { QuarantinedEvent } from '../../shared/contracts/hint.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { commonAlert } from '../support/events/posted-events.ts';
import { scaleSetId } from '../support/events/resource-ids.ts';
import { SAMPLE_OUTCOMES, type SampleOutcome } from '../unit/domain/support/sample-outcomes.ts';
import { deliver } from './support/event-grid.ts';
import { fleetOverScaleSet } from './support/fleets.ts';
import { type Answer, openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

/** Samples that others published stay outside of the project; the builders in test/support make shapes of our own. */
const FOLDER = join(__dirname, '../../../shared/reference/events');
const present = existsSync(FOLDER);
if (!present) console.warn('The published samples of events are not there: their tests are skipped.');

/** The scale sets that samples are about: their fleets bear the names. */
const SCALE_SETS = {
  'web-blue': '00000000-0000-0000-0000-000000000001/resourceGroups/rg-fleet',
  alexademo: '<GUID>/resourceGroups/voiceassistancedemo',
};
/** Personal data and secrets of the samples. */
const NOT_TO_BE_SEEN = /claim|caller|token=(?!\*)|1A1A1A1A|user-email|\{IP-address\}|-name\}"|principalId/;

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  for (const [name, where] of Object.entries(SCALE_SETS)) {
    const id = `/subscriptions/${where}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
    await app.send('PUT', `/api/fleets/${name}`, { body: fleetOverScaleSet(id) });
  }
});
afterAll(() => app.close());
beforeEach(() => app.clock.advance(10 * 60_000));

const contentOf = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown;

/** The sample as its sender would send it. */
function send(file: string, { door, wrapInAlert }: SampleOutcome): Promise<Answer> {
  const content = contentOf(file);
  if (door === 'grid') return deliver(app, content);
  const body = wrapInAlert ? inAlert(content as { alertContext: Record<string, unknown> }) : content;
  return app.send('POST', '/api/scale-events', { body });
}

function inAlert({ alertContext }: { alertContext: Record<string, unknown> }) {
  return commonAlert({ scaleSet: scaleSetId('of-the-envelope'), id: 'wrapped', alertContext });
}

async function items<T>(path: string): Promise<T[]> {
  return ((await app.send('GET', path)).json as { items: T[] }).items;
}

const all = Object.entries(SAMPLE_OUTCOMES).map(([file, outcome]) => ({ file, outcome }));
const hints = all.filter(({ outcome }) => outcome.kind === 'hint');
const refused = all.filter(({ outcome }) => outcome.kind !== 'hint');

(present ? describe : describe.skip)('a published sample through its door', () => {
  test.each(hints)('$file starts a reaction', async ({ file, outcome }) => {
    expect((await send(file, outcome)).status).toBe(202);
    await app.clock.advance(60_000);
    const [newest] = await items<Reaction>(`/api/fleets/${outcome.scaleSet}/reactions?take=1`);
    expect(newest?.hints).toMatchObject({ count: 1 });
    expect(Date.parse(newest?.startedAt ?? '')).toBeGreaterThanOrEqual(app.clock.now() - 60_000);
  });

  test.each(refused)('$file is kept with the reason', async ({ file, outcome }) => {
    const answer = await send(file, outcome);
    const now = new Date(app.clock.now()).toISOString();
    const [newest] = await items<QuarantinedEvent>('/api/events/quarantined?take=1');
    expect(newest).toMatchObject({ receivedAt: now, verdict: outcome.kind, code: outcome.code });
    expect(newest?.reason).toMatch(/\w/);
    if (outcome.door === 'grid') expect(answer.status).toBe(202);
    else expect(problemOf(answer)).toMatchObject({ status: 400, code: outcome.code, detail: newest?.reason });
  });

  test('the handshake is answered as published', async () => {
    const event = contentOf('eventgrid-SubscriptionValidationEvent.json');
    const answer = await deliver(app, event, { 'aeg-event-type': 'SubscriptionValidation' });
    expect(answer.json).toEqual(contentOf('eventgrid-SubscriptionValidation-response.json'));
  });

  test('nothing personal and nothing secret of any of them is kept', async () => {
    const kept = await items<QuarantinedEvent>('/api/events/quarantined?take=500');
    expect(kept.length).toBeGreaterThanOrEqual(refused.length);
    for (const event of kept) expect(JSON.stringify(event)).not.toMatch(NOT_TO_BE_SEEN);
    const stories = Object.keys(SCALE_SETS).flatMap((name) =>
      ['timeline', 'reactions'].map((what) => app.send('GET', `/api/fleets/${name}/${what}?take=500`)),
    );
    for (const { text } of await Promise.all(stories)) expect(text).not.toMatch(NOT_TO_BE_SEEN);
  });

  test('a fleet whose scale set does not exist says so, and no orchestration failed', async () => {
    const problems = { 'web-blue': 'scaleSetNotFound', alexademo: 'scaleSetIdInvalid' };
    for (const [name, code] of Object.entries(problems)) {
      expect((await app.send('GET', `/api/fleets/${name}`)).json).toMatchObject({
        status: { phase: 'blocked', problems: [{ code }] },
      });
    }
    const path = '/runtime/webhooks/durabletask/instances?runtimeStatus=Failed&code=local-durable';
    expect((await app.send('GET', path)).json).toEqual([]);
  });
});
