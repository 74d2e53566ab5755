import { describe, expect, test } from '@jest/globals';
import { interpretPostedEvent } from '../../../shared/domain/interpret-notice.ts';
import { asCloudEvent } from '../../support/events/event-grid-event.ts';
import { autoscaleWebhook, commonAlert } from '../../support/events/posted-events.ts';
import {
  activityLogAlert,
  autoscaleSettingId,
  NOTICES,
  NOTICES_OF_NOTHING,
} from '../../support/events/notices.ts';
import { scaleSetId, virtualMachineId } from '../../support/events/resource-ids.ts';
import { vmssWriteEvent } from '../../support/events/resource-operation-events.ts';
import { subscriptionValidationEvent } from '../../support/events/subscription-validation-event.ts';

const WEB = scaleSetId('web');
const spelled = (id: string) => expect.stringMatching(new RegExp(`^${id}$`, 'i'));
const about = (scaleSet: string) => ({
  kind: 'hint',
  subjects: [{ kind: 'scaleSet', id: spelled(scaleSet) }],
});
/** About a VM whose name speaks of the scale set. */
const aboutVmOf = (scaleSet: string) => ({
  kind: 'hint',
  subjects: [{ kind: 'machine', namesake: spelled(scaleSet) }],
});
const aboutMachine = (id: string) => ({ kind: 'hint', subjects: [{ kind: 'machine', id }] });
const ignored = (code: string) => ({ kind: 'ignored', code });
const quarantined = { kind: 'quarantined', code: 'malformedEvent' };

describe('a posted body is a hint', () => {
  test.each(['Scale Out', 'Scale In'] as const)('when autoscale says that it did a %s', (operation) => {
    expect(interpretPostedEvent(autoscaleWebhook({ scaleSet: WEB, operation }))).toMatchObject({
      ...about(WEB),
      source: 'autoscale',
      what: operation,
    });
  });

  test('with an id that tells two operations of one autoscale setting apart, and a repeated one not', () => {
    const at = (timestamp: string) => interpretPostedEvent(autoscaleWebhook({ scaleSet: WEB, timestamp })).id;
    expect(at('2026-03-02T10:00:00Z')).toBe(at('2026-03-02T10:00:00Z'));
    expect(at('2026-03-02T10:00:00Z')).not.toBe(at('2026-03-02T10:05:00Z'));
  });

  test('when an alert’s properties name the scale set, whatever its description says', () => {
    expect(interpretPostedEvent(commonAlert({ scaleSet: WEB, id: 'alert-1' }))).toMatchObject({
      ...about(WEB),
      source: 'alert',
      id: 'alert:alert-1',
      what: 'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
    });
  });

  test('when an administrative alert’s scope is the scale set or an instance of it', () => {
    for (const scope of [WEB, `${WEB}/virtualMachines/4`]) {
      const alertContext = { authorization: { scope }, operationName: 'write' };
      expect(interpretPostedEvent(commonAlert({ scaleSet: WEB, id: 'a', alertContext }))).toMatchObject(
        about(WEB),
      );
    }
  });

  test('when nothing but an alert’s target is known', () => {
    const alert = commonAlert({ scaleSet: WEB, id: 'a', alertContext: {} });
    alert.data.essentials.alertTargetIDs = [WEB.toLowerCase()];
    expect(interpretPostedEvent(alert)).toMatchObject({
      ...about(WEB),
      id: 'alert:origin-of-a',
      what: 'alert',
    });
  });

  test('when somebody names the scale set plainly', () => {
    expect(interpretPostedEvent({ scaleSet: WEB })).toEqual({
      kind: 'hint',
      subjects: [{ kind: 'scaleSet', id: WEB }],
      source: 'http',
      id: `http:${WEB.toLowerCase()}`,
      what: 'asked over HTTP',
    });
  });
});

describe('a posted body is ignored', () => {
  test('when autoscale resized something else', () => {
    const plan = WEB.replace('Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.Web/serverfarms');
    expect(interpretPostedEvent(autoscaleWebhook({ scaleSet: plan }))).toMatchObject(ignored('notAScaleSet'));
  });

  test('when an alert names nothing that could be a scale set', () => {
    const alert = commonAlert({ scaleSet: WEB, id: 'a', alertContext: {} });
    alert.data.essentials.alertTargetIDs = [];
    expect(interpretPostedEvent(alert)).toMatchObject(ignored('notAScaleSet'));
  });

  test('when what is named plainly is no scale set', () => {
    expect(interpretPostedEvent({ scaleSet: 'web' })).toMatchObject(ignored('notAScaleSet'));
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['the plain form with something else in it', { scaleSet: WEB, force: true }],
  [
    'an alert of another schema',
    { ...commonAlert({ scaleSet: WEB, id: 'a' }), schemaId: 'AzureMonitorMetricAlert' },
  ],
])('a posted body is quarantined when it is %s', (_what, odd) => {
  expect(interpretPostedEvent(odd)).toMatchObject({ ...quarantined, id: 'unknown' });
});

describe('every shape of a notice', () => {
  test.each(Object.entries(NOTICES))('%s: about a scale set', (_shape, notice) => {
    expect(interpretPostedEvent(notice(WEB))).toMatchObject(about(WEB));
    expect(interpretPostedEvent(notice(`${WEB}/virtualMachines/3`))).toMatchObject(about(WEB));
  });

  test.each(Object.entries(NOTICES))('%s: about a VM of a Flexible scale set', (_shape, notice) => {
    expect(interpretPostedEvent(notice(virtualMachineId('web_3c0ffee5')))).toMatchObject(aboutVmOf(WEB));
    const own = virtualMachineId('attached-by-hand');
    expect(interpretPostedEvent(notice(own))).toMatchObject(aboutMachine(own));
  });

  test.each(Object.entries(NOTICES))('%s: has an id of its own and says what happened', (_shape, notice) => {
    expect(interpretPostedEvent(notice(WEB))).toMatchObject({
      id: expect.stringMatching(/^(autoscale|alert):.*\w/),
      what: expect.stringMatching(/\w/),
    });
  });

  test('about several resources leads to each of them once', () => {
    const alert = commonAlert({ scaleSet: WEB, id: 'a', alertContext: {} });
    const api = scaleSetId('api');
    alert.data.essentials.alertTargetIDs = [WEB, WEB.toUpperCase(), `${WEB}/virtualMachines/1`, api];
    expect(interpretPostedEvent(alert)).toMatchObject({ subjects: [{ id: WEB }, { id: api }] });
  });

  test('about an autoscale setting alone leads to that', () => {
    const alert = commonAlert({ scaleSet: WEB, id: 'a', alertContext: {} });
    expect(interpretPostedEvent(alert)).toMatchObject({ subjects: [{ kind: 'autoscaleSetting' }] });
  });

  test('about an autoscale setting that scales something else is not about its neighbours', () => {
    const plan = WEB.replace('Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.Web/serverfarms');
    const alert = activityLogAlert({
      resourceId: autoscaleSettingId('plan'),
      properties: { resourceName: plan },
    });
    expect(interpretPostedEvent(alert)).toMatchObject(ignored('notAScaleSet'));
  });

  test.each(Object.entries(NOTICES_OF_NOTHING))('%s is ignored', (_shape, notice) => {
    expect(interpretPostedEvent(notice)).toMatchObject(ignored('notAScaleSet'));
  });
});

describe('what is Event Grid’s is sent to its door', () => {
  const event = vmssWriteEvent({ scaleSet: WEB, id: 'e' });
  test.each<[string, unknown]>([
    ['a delivery', [event]],
    ['a delivery of CloudEvents', [asCloudEvent(event)]],
    ['an event', event],
    ['a CloudEvent', asCloudEvent(event)],
    ['the handshake', [subscriptionValidationEvent({ code: 'c', id: 'e' })]],
    ['any list', [{ scaleSet: WEB }]],
    ['an empty list', []],
  ])('%s', (_what, body) => {
    expect(interpretPostedEvent(body)).toMatchObject({
      ...{ kind: 'quarantined', code: 'wrongDoor' },
      reason: expect.stringContaining('/runtime/webhooks/eventgrid?functionName=scaleEvents'),
    });
  });
});
