import * as z from 'zod';

/** Only what we use is named; everything else that senders add is let through and left alone, and null means absent. */

/**
 * Event Grid's own schema (`eventType`, `subject`); MicrosoftDocs, event-grid/event-schema. Publishers leave the subject
 * out, or null, when the data names the resource.
 */
export const EventGridEvent = z.looseObject({
  id: z.string().min(1),
  eventType: z.string().min(1),
  subject: z.string().nullish(),
  data: z.unknown(),
});
export type EventGridEvent = z.infer<typeof EventGridEvent>;

/** CloudEvents 1.0 as Event Grid delivers it; `subject` is optional there. */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  type: z.string().min(1),
  source: z.string(),
  subject: z.string().nullish(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** `data` of `Microsoft.Resources.*`; the event's subject is the resource, `resourceUri` says it again. */
export const ResourceOperation = z.looseObject({
  operationName: z.string(),
  resourceUri: z.string().nullish(),
});

/**
 * `data` of `Microsoft.ResourceNotifications.*`; Flexible VMs carry their scale set in the properties, health statuses
 * the VM they are about, autoscale settings what they scale.
 */
export const ResourceNotification = z.looseObject({
  resourceInfo: z.looseObject({
    id: z.string(),
    properties: z
      .looseObject({
        virtualMachineScaleSet: z.looseObject({ id: z.string() }).nullish(),
        targetResourceId: z.string().nullish(),
        targetResourceUri: z.string().nullish(),
      })
      .nullish(),
  }),
});

/** Our own form: `{"scaleSet": "<resource id>"}`. */
export const PlainScaleEvent = z.strictObject({ scaleSet: z.string() });
