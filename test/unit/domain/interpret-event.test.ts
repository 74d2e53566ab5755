import { describe, expect, test } from '@jest/globals';
import { type Interpretation, interpretGridEvent } from '../../../shared/domain/interpret-event.ts';
import { interpretPostedEvent } from '../../../shared/domain/interpret-notice.ts';
import { asCloudEvent, type GridEvent, gridEvent } from '../../support/events/event-grid-event.ts';
import { autoscaleWebhook } from '../../support/events/posted-events.ts';
import { autoscaleSettingId } from '../../support/events/notices.ts';
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
    expect(inBothSchemas(flexVmWriteEvent({ scaleSet: WEB, id: 'e' }))).toMatchObject(aboutVmOf(WEB));
    expect(interpretGridEvent(vmDeletedCloudEvent({ scaleSet: WEB, id: 'e' }))).toMatchObject(aboutVmOf(WEB));
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
    const health = (virtualMachine: string) =>
      inBothSchemas(healthResourceEvent({ virtualMachine, id: 'e' }));
    expect(health(`${WEB}/virtualMachines/3`)).toMatchObject(about(WEB));
    expect(health(virtualMachineId('web_3c0ffee5'))).toMatchObject(aboutVmOf(WEB));
  });

  test('when a VM with a name of its own says which scale set it belongs to', () => {
    const virtualMachine = virtualMachineId('attached-by-hand');
    const event = vmChangedNotification({ virtualMachine, scaleSet: WEB, id: 'e' });
    expect(inBothSchemas(event)).toMatchObject(about(WEB));
  });

  test('in whichever spelling of the resource id', () => {
    const event = vmssWriteEvent({ scaleSet: WEB.toUpperCase(), id: 'e' });
    expect(inBothSchemas(event)).toMatchObject({ subjects: [{ kind: 'scaleSet', id: WEB.toUpperCase() }] });
  });

  test('when its subject is empty but its data names the scale set', () => {
    const event = { ...vmssWriteEvent({ scaleSet: WEB, id: 'e' }), subject: '' };
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
  });

  test('when a CloudEvent has no subject at all but its data names the scale set', () => {
    const { subject: _none, ...event } = asCloudEvent(vmssWriteEvent({ scaleSet: WEB, id: 'e' }));
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
  });

  test.each([undefined, null, ''])('when its subject is %s but its data names the scale set', (subject) => {
    const event = { ...vmssWriteEvent({ scaleSet: WEB, id: 'e' }), subject };
    expect(interpretGridEvent(event)).toMatchObject(about(WEB));
    expect(interpretGridEvent({ ...asCloudEvent(event as GridEvent), subject })).toMatchObject(about(WEB));
  });

  test('when it is about a VM with a name of its own: a ledger may know it', () => {
    const virtualMachine = virtualMachineId('jumpbox');
    const event = vmChangedNotification({ virtualMachine, id: 'e' });
    expect(inBothSchemas(event)).toMatchObject(aboutMachine(virtualMachine));
    const operationName = 'Microsoft.Compute/virtualMachines/delete';
    const deleted = resourceOperationEvent({
      ...{ id: 'e', resource: virtualMachine, operationName, kind: 'Delete' },
    });
    expect(inBothSchemas(deleted)).toMatchObject(aboutMachine(virtualMachine));
  });

  test('when an autoscale setting was written, whose data may say what it scales', () => {
    const setting = autoscaleSettingId('web-autoscale');
    const operationName = 'Microsoft.Insights/autoscalesettings/write';
    const written = resourceOperationEvent({ id: 'e', resource: setting, operationName, kind: 'Write' });
    expect(inBothSchemas(written)).toMatchObject({ subjects: [{ kind: 'autoscaleSetting', id: setting }] });
    const changed = vmChangedNotification({ virtualMachine: setting, id: 'e' });
    (changed.data.resourceInfo as { properties: object }).properties = { targetResourceUri: WEB };
    expect(inBothSchemas(changed)).toMatchObject(about(WEB));
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
    const resource = virtualMachineId('data').replace('virtualMachines', 'disks');
    const operationName = 'Microsoft.Compute/disks/write';
    const event = resourceOperationEvent({ id: 'event-1', resource, operationName, kind: 'Write' });
    expect(inBothSchemas(event)).toMatchObject({ ...ignored('notAScaleSet'), id: 'event-1' });
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
    ['an event with a number for a subject', { ...event, subject: 7 }],
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
