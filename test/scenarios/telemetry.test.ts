import { afterAll, beforeAll, expect } from '@jest/globals';
import { startTelemetry, type Telemetry } from '../../functions/telemetry/start-telemetry.ts';
import { telemetrySettings } from '../../functions/telemetry/telemetry-settings.ts';
import { LOCAL_EVENT_KEY, LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import { LOCAL_API_KEY, LOCAL_TOKEN, LOCAL_WEBHOOK_SECRET } from '../../local/launcher/start-world.ts';
import { MEASURES, type MeasureName } from '../../shared/telemetry/measures.ts';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { scenario } from '../support/scenario.ts';

const receiver = new OtlpReceiver();
let telemetry: Telemetry | undefined;

beforeAll(async () => {
  const endpoint = await receiver.start();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TELEMETRY_PROMETHEUS: 'true' };
  telemetry = await startTelemetry(telemetrySettings(env));
});

afterAll(async () => {
  await telemetry?.stop();
  receiver.stop();
});

const metricsText = () => telemetry?.metricsText?.() ?? Promise.resolve('');
/** All that was sent goes under one of these names. */
const named = (spans: ReceivedSpan[], name: RegExp) => spans.filter((span) => name.test(span.name));

scenario(
  'an event, its reaction, and what it asks of ARM and Octopus are one trace at an OTLP receiver',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3 });
    // Past the timer's turn, so that the event is what begins the reaction.
    await when.minutesPass(2);
    await telemetry?.flush();
    const before = receiver.spans.length;

    when.scaledTo(5);
    await when.minutesPass(10);
    await telemetry?.flush();

    const spans = receiver.spans.slice(before);
    const [opened] = named(spans, /^openReaction$/).filter(({ traceId }) =>
      spans.some((span) => span.traceId === traceId && span.name === 'scaleEvents'),
    );
    const trace = spans.filter(({ traceId }) => traceId === opened?.traceId);
    const [event] = named(trace, /^scaleEvents$/);
    expect(opened?.parentSpanId).toBe(event?.spanId);
    const inner = new Map(trace.map((span) => [span.spanId, span]));
    const above = (span: ReceivedSpan | undefined) => inner.get(span?.parentSpanId ?? '')?.name;
    const [asked] = named(trace, /^Octopus POST deployments$/);
    expect(above(asked)).toBe('requestDeployments');
    const [listed] = named(trace, /^ARM GET Microsoft.Compute\/virtualMachineScaleSets\/virtualMachines$/);
    expect(above(listed)).toBe('lookAtScaleSet');
    expect(named(trace, /^closeReaction$/)).toHaveLength(1);

    const reaction = (await then.reactions()).find(({ trace: own }) => own?.includes(opened?.traceId ?? '-'));
    expect(opened?.attributes).toMatchObject({ fleet: 'web', reaction: reaction?.id });
    const lines = receiver.lines.filter(({ traceId }) => traceId === opened?.traceId);
    expect(new Set(lines.map(({ attributes }) => attributes['reaction']))).toEqual(new Set([reaction?.id]));
    expect(lines.map(({ attributes }) => attributes['kind'])).toEqual(
      expect.arrayContaining([
        'reactionOpened',
        'targetsRegistered',
        'deploymentRequested',
        'reactionClosed',
      ]),
    );
  },
  { metricsText },
);

scenario(
  'an event that comes into a reaction is linked to it',
  async ({ given, when }) => {
    await given.aFleet('web', { instances: 3 });
    await telemetry?.flush();
    const before = receiver.spans.length;

    when.scaledTo(5);
    await when.minutesPass(10);
    await telemetry?.flush();

    const spans = receiver.spans.slice(before);
    const [event] = named(spans, /^scaleEvents$/);
    const [added] = named(spans, /^addHints$/);
    expect(added?.links).toContainEqual(expect.objectContaining({ spanId: event?.spanId }));
    expect(named(spans, /^Octopus POST deployments$/).map(({ traceId }) => traceId)).toContain(
      added?.traceId,
    );
  },
  { metricsText },
);

scenario(
  'metrics come under their names, told apart by what they declare and by no machine; nothing sent is secret',
  async ({ given, when }) => {
    await given.aFleet('web', { instances: 3 });
    when.scaledTo(2);
    await when.minutesPass(25);
    await telemetry?.flush();

    const { metrics } = receiver;
    for (const name of [
      'fleet.instances',
      'fleet.desired',
      'reactions',
      'reaction.duration',
      'targets.pruned',
    ])
      expect(metrics[`fleet_conductor.${name}`]).toContainEqual(expect.objectContaining({ fleet: 'web' }));
    for (const name of ['hints.waiting', 'hint.age', 'reconcile.lag', 'arm.calls', 'octopus.calls'])
      expect(metrics[`fleet_conductor.${name}`]?.length).toBeGreaterThan(0);
    for (const [full, points] of Object.entries(metrics)) {
      const declared = [...MEASURES[full.replace('fleet_conductor.', '') as MeasureName].by].sort();
      for (const point of points) expect(Object.keys(point).sort()).toEqual(declared);
    }
    const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
    expect(JSON.stringify(metrics)).not.toMatch(guid);

    const sent = receiver.bodies.join('\n');
    for (const secret of [
      LOCAL_API_KEY,
      LOCAL_KEY,
      LOCAL_EVENT_KEY,
      LOCAL_WEBHOOK_SECRET,
      `Bearer ${LOCAL_TOKEN}`,
    ])
      expect(sent).not.toContain(secret);
  },
  { metricsText },
);

scenario(
  'GET /api/metrics answers them for Prometheus, where they are kept',
  async ({ given }) => {
    await given.aFleet('web', { instances: 1 });
    const text = await metricsText();
    expect(text).toMatch(/^fleet_conductor_reactions_total\{.*fleet="web".*outcome="deploying".*\} [1-9]/m);
    expect(text).toMatch(/^fleet_conductor_fleet_desired\{.*fleet="web".*\} 1/m);
  },
  { metricsText },
);
