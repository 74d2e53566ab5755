import * as z from 'zod';

/** Only what we use is named; everything else that senders add is let through and left alone, and null means absent. */

/** Event Grid's own schema (`eventType`, `subject`); MicrosoftDocs, event-grid/event-schema. */
export const EventGridEvent = z.looseObject({
  id: z.string().min(1),
  eventType: z.string().min(1),
  subject: z.string(),
  data: z.unknown(),
});
export type EventGridEvent = z.infer<typeof EventGridEvent>;

/** CloudEvents 1.0 as Event Grid delivers it; `subject` is optional there. */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  type: z.string().min(1),
  source: z.string(),
  subject: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** `data` of `Microsoft.Resources.*`; the event's subject is the resource, `resourceUri` says it again. */
export const ResourceOperation = z.looseObject({
  operationName: z.string(),
  resourceUri: z.string().optional(),
});

/** `data` of `Microsoft.ResourceNotifications.*`; Flexible VMs carry their scale set in the properties. */
export const ResourceNotification = z.looseObject({
  resourceInfo: z.looseObject({
    id: z.string(),
    properties: z
      .looseObject({
        virtualMachineScaleSet: z.looseObject({ id: z.string() }).nullish(),
        targetResourceId: z.string().nullish(),
      })
      .nullish(),
  }),
});

/** Azure Monitor's autoscale webhook; MicrosoftDocs, autoscale/autoscale-webhook-email. */
export const AutoscaleWebhook = z.looseObject({
  operation: z.string(),
  context: z.looseObject({ id: z.string(), timestamp: z.string(), resourceId: z.string() }),
});
export type AutoscaleWebhook = z.infer<typeof AutoscaleWebhook>;

/** The common alert schema; only activity-log alerts name what we look for. */
export const CommonAlert = z.looseObject({
  schemaId: z.literal('azureMonitorCommonAlertSchema'),
  data: z.looseObject({
    essentials: z.looseObject({
      alertId: z.string(),
      firedDateTime: z.string().optional(),
      originAlertId: z.string().optional(),
      alertTargetIDs: z.array(z.string()).default([]),
    }),
    alertContext: z
      .looseObject({
        operationName: z.string().nullish(),
        eventDataId: z.string().nullish(),
        authorization: z.looseObject({ scope: z.string().nullish() }).nullish(),
        properties: z.looseObject({ resourceName: z.string().nullish() }).nullish(),
      })
      .nullish(),
  }),
});
export type CommonAlert = z.infer<typeof CommonAlert>;

/** Our own form: `{"scaleSet": "<resource id>"}`. */
export const PlainScaleEvent = z.strictObject({ scaleSet: z.string() });
