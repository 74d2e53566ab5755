import { describe, expect, test } from '@jest/globals';
import {
  type Interpretation,
  interpretGridEvent,
  interpretPostedEvent,
} from '../../../shared/domain/interpret-event.ts';
import { asCloudEvent, type GridEvent, gridEvent } from '../../support/events/event-grid-event.ts';
import { autoscaleWebhook, commonAlert } from '../../support/events/posted-events.ts';
import { scaleSetId, virtualMachineId } from '../../support/events/resource-ids.ts';
import {
  healthResourceEvent,
  vmChangedNotification,
} from '../../support/events/resource-notification-events.ts';
import {
  flexVmWriteEvent,
  resourceOperationEvent,
  vmDeletedCloudEvent,
  vmssDeleteInstancesEvent,
  vmssWriteEvent,
} from '../../support/events/resource-operation-events.ts';
import { subscriptionValidationEvent } from '../../support/events/subscription-validation-event.ts';

const WEB = scaleSetId('web');
const about = (scaleSet: string) => ({
  kind: 'hint',
  scaleSetId: expect.stringMatching(new RegExp(`^${scaleSet}$`, 'i')),
});
const ignored = (code: string) => ({ kind: 'ignored', code });
const quarantined = { kind: 'quarantined', code: 'malformedEvent' };

/** The same event in both schemas must come to the same. */
function inBothSchemas(event: GridEvent): Interpretation {
  const interpretation = interpretGridEvent(event);
  expect(interpretGridEvent(asCloudEvent(event))).toEqual(interpretation);
  return interpretation;
}

describe('an event of Event Grid is a hint', () => {
  test('when a scale set was written, with what was done as the sender called it', () => {
    const interpretation = inBothSchemas(vmssWriteEvent({ scaleSet: WEB, id: 'event-1' }));
    expect(interpretation).toMatchObject({
      ...about(WEB),
      source: 'eventGrid',
      id: 'event-1',
      what: 'Microsoft.Compute/virtualMachineScaleSets/write',
    });
  });

  test('when instances of a Uniform scale set were deleted', () => {
    expect(inBothSchemas(vmssDeleteInstancesEvent({ scaleSet: WEB, id: 'e' }))).toMatchObject(about(WEB));
  });

  test('when a VM of a Flexible scale set was written or deleted', () => {
    expect(inBothSchemas(flexVmWriteEvent({ scaleSet: WEB, id: 'e' }))).toMatchObject(about(WEB));
    expect(interpretGridEvent(vmDeletedCloudEvent({ scaleSet: WEB, id: 'e' }))).toMatchObject(about(WEB));
  });

  test.each(['Failure', 'Cancel'] as const)(
    'also when the operation ended in %s: it may have done half',
    (outcome) => {
      const operationName = 'Microsoft.Compute/virtualMachineScaleSets/write';
      const event = resourceOperationEvent({ id: 'e', resource: WEB, operationName, kind: 'Write', outcome });
      expect(inBothSchemas(event)).toMatchObject(about(WEB));
    },
  );

  test('when the availability of a VM changed, Uniform or Flexible', () => {
    for (const virtualMachine of [`${WEB}/virtualMachines/3`, virtualMachineId('web_3c0ffee5')])
      expect(inBothSchemas(healthResourceEvent({ virtualMachine, id: 'e' }))).toMatchObject(about(WEB));
  });

  test('when a VM with a name of its own says which scale set it belongs to', () => {
    const virtualMachine = virtualMachineId('attached-by-hand');
    const event = vmChangedNotification({ virtualMachine, scaleSet: WEB, id: 'e' });
    expect(inBothSchemas(event)).toMatchObject(about(WEB));
  });

  test('in whichever spelling of the resource id', () => {
    const event = vmssWriteEvent({ scaleSet: WEB.toUpperCase(), id: 'e' });
    expect(inBothSchemas(event)).toMatchObject({ kind: 'hint', scaleSetId: WEB.toUpperCase() });
  });

  test('when its subject is empty but its data names the scale set', () => {
    const event = { ...vmssWriteEvent({ scaleSet: WEB, id: 'e' }), subject: '' };
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
  });

  test('when a CloudEvent has no subject at all but its data names the scale set', () => {
    const { subject: _none, ...event } = asCloudEvent(vmssWriteEvent({ scaleSet: WEB, id: 'e' }));
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
  });

  test('with the same id whenever it is delivered again', () => {
    const event = vmssWriteEvent({ scaleSet: WEB, id: 'event-1' });
    expect(interpretGridEvent(event)).toEqual(interpretGridEvent(structuredClone(event)));
  });

  test('although its evidence is a list and its claims are empty, as seen in the wild', () => {
    const event = vmssWriteEvent({ scaleSet: WEB, id: 'e' });
    event.data.authorization = { scope: WEB, action: 'write', evidence: [] };
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
  });
});

describe('an event of Event Grid is ignored', () => {
  test('when its resource has to do with no scale set', () => {
    const resource = virtualMachineId('jumpbox');
    const operationName = 'Microsoft.Compute/virtualMachines/write';
    const event = resourceOperationEvent({ id: 'event-1', resource, operationName, kind: 'Write' });
    expect(inBothSchemas(event)).toMatchObject({ ...ignored('notAScaleSet'), id: 'event-1' });
  });

  test('when it is about a VM that belongs to no scale set', () => {
    const event = vmChangedNotification({ virtualMachine: virtualMachineId('jumpbox'), id: 'e' });
    expect(inBothSchemas(event)).toMatchObject(ignored('notAScaleSet'));
  });

  test('when nobody can say which resource it is about', () => {
    const event = { ...vmssWriteEvent({ scaleSet: WEB, id: 'e' }), subject: '' };
    delete event.data.resourceUri;
    expect(interpretGridEvent(event)).toMatchObject({
      ...ignored('notAScaleSet'),
      reason: expect.stringContaining('empty'),
    });
  });

  test.each([
    'Microsoft.Storage.BlobCreated',
    'Microsoft.Compute.VirtualMachineScaleSets.LifecycleHookEvents',
    'Microsoft.Resources',
    'Contoso.Anything',
  ])('when its type is %s', (eventType) => {
    const event = gridEvent({ id: 'e', eventType, subject: WEB, data: {} });
    expect(inBothSchemas(event)).toMatchObject({
      ...ignored('eventTypeUnknown'),
      reason: expect.stringContaining(eventType),
    });
  });

  test('when it is the handshake, which the door answers before', () => {
    const event = subscriptionValidationEvent({ code: 'one-two-three', id: 'e' });
    expect(interpretGridEvent(event)).toMatchObject(ignored('eventTypeUnknown'));
  });
});

describe('an event of Event Grid is quarantined', () => {
  const event = vmssWriteEvent({ scaleSet: WEB, id: 'event-1' });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'scale!'],
    ['a number', 6],
    ['a list', [event]],
    ['an empty object', {}],
    ['an event without an id', { ...event, id: undefined }],
    ['an event with an empty id', { ...event, id: '' }],
    ['an event with a number for an id', { ...event, id: 7 }],
    ['an event without a type', { ...event, eventType: undefined }],
    ['an event without a subject', { ...event, subject: undefined }],
    ['a CloudEvent of another version', { ...asCloudEvent(event), specversion: '0.3' }],
    ['an autoscale webhook, which has its own door', autoscaleWebhook({ scaleSet: WEB })],
  ])('when it is %s', (_what, odd) => {
    expect(interpretGridEvent(odd)).toMatchObject({ ...quarantined, id: 'unknown' });
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a text', 'operationName'],
    ['a list', []],
    ['without the operation', { resourceUri: WEB }],
  ])('under its own id when its data is %s', (_what, data) => {
    expect(interpretGridEvent({ ...event, data })).toMatchObject({ ...quarantined, id: 'event-1' });
  });

  test('under its own id when a notification does not say which resource it is about', () => {
    const notification = vmChangedNotification({ virtualMachine: `${WEB}/virtualMachines/1`, id: 'event-2' });
    const odd = { ...notification, data: { resourceInfo: { name: 'web' } } };
    expect(inBothSchemas(odd)).toMatchObject({ ...quarantined, id: 'event-2' });
  });
});

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
      scaleSetId: WEB,
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
    expect(interpretPostedEvent(alert)).toMatchObject(ignored('notAScaleSet'));
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
  ['a list of bodies', [{ scaleSet: WEB }]],
  ['an empty object', {}],
  ['the plain form with something else in it', { scaleSet: WEB, force: true }],
  ['an event of Event Grid, which has its own door', vmssWriteEvent({ scaleSet: WEB, id: 'e' })],
  [
    'an alert of another schema',
    { ...commonAlert({ scaleSet: WEB, id: 'a' }), schemaId: 'AzureMonitorMetricAlert' },
  ],
])('a posted body is quarantined when it is %s', (_what, odd) => {
  expect(interpretPostedEvent(odd)).toMatchObject({ ...quarantined, id: 'unknown' });
});

describe('texts of any length', () => {
  const LONG = 'x'.repeat(100_000);
  const size = (interpretation: Interpretation) => JSON.stringify(interpretation).length;

  test('come to an interpretation that fits everywhere', () => {
    const event = vmssWriteEvent({ scaleSet: WEB, id: LONG });
    event.data.operationName = LONG;
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
    expect(size(interpretGridEvent(event))).toBeLessThan(2500);
  });

  test('come to a reason that fits everywhere', () => {
    expect(
      size(interpretGridEvent({ ...vmssWriteEvent({ scaleSet: WEB, id: LONG }), subject: LONG })),
    ).toBeLessThan(2500);
    expect(
      size(interpretGridEvent({ ...vmssWriteEvent({ scaleSet: WEB, id: 'e' }), eventType: LONG })),
    ).toBeLessThan(2500);
    expect(size(interpretPostedEvent({ scaleSet: LONG }))).toBeLessThan(2500);
  });
});
