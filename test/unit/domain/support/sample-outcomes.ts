/** What becomes of a published sample: at the Event Grid door, or as a posted body. */
export interface SampleOutcome {
  door: 'grid' | 'post';
  /** Published without its envelope: the test puts it into one. */
  wrapInAlert?: boolean;
  kind: 'hint' | 'ignored' | 'quarantined';
  /** Of what is no hint. */
  code?: string;
  /** Name of the scale set that a hint is about. */
  scaleSet?: string;
}

const hintOf = (door: SampleOutcome['door'], scaleSet: string): SampleOutcome => ({
  door,
  kind: 'hint',
  scaleSet,
});
const ignored = (door: SampleOutcome['door'], code: string): SampleOutcome => ({
  door,
  kind: 'ignored',
  code,
});
const noScaleSet = ignored('grid', 'notAScaleSet');
const otherType = ignored('grid', 'eventTypeUnknown');
const noEvent: SampleOutcome = { door: 'grid', kind: 'quarantined', code: 'malformedEvent' };

/** By the sample's path in its folder. */
export const SAMPLE_OUTCOMES: Record<string, SampleOutcome> = {
  'activitylog-alert-Administrative-commonAlertSchema.json': ignored('post', 'notAScaleSet'),
  'activitylog-alert-Autoscale-alertContext.json': { ...hintOf('post', 'alexademo'), wrapInAlert: true },
  'activitylog-alert-ResourceHealth-alertContext.json': {
    ...ignored('post', 'notAScaleSet'),
    wrapInAlert: true,
  },
  'activitylog-event-Autoscale-Scaledown.json': ignored('post', 'notAScaleSet'),
  'arn-HealthResources-AvailabilityStatusChanged.json': noScaleSet,
  'arn-HealthResources-ResourceAnnotated.cloudevent.json': noScaleSet,
  'arn-Resources-CreatedOrUpdated.json': noScaleSet,
  'arn-Resources-Deleted.cloudevent.json': noScaleSet,
  'arn-Resources-Deleted.json': noScaleSet,
  'autoscale-notification-webhook.json': ignored('post', 'notAScaleSet'),
  'community-activitylog-vmss-delete-action-pair.json': noEvent,
  'community-eventgrid-virtualMachine-ResourceWriteSuccess.json': noScaleSet,
  'eventgrid-SubscriptionValidation-response.json': noEvent,
  'eventgrid-SubscriptionValidationEvent.json': otherType,
  'eventgrid-deadletter.json': otherType,
  'eventgrid-resourcegroup-ResourceActionSuccess.json': noScaleSet,
  'eventgrid-resourcegroup-ResourceDeleteSuccess.json': noScaleSet,
  'eventgrid-resourcegroup-ResourceWriteSuccess.json': noScaleSet,
  'eventgrid-subscription-ResourceActionSuccess.json': noScaleSet,
  'eventgrid-subscription-ResourceDeleteSuccess.json': noScaleSet,
  'eventgrid-subscription-ResourceWriteSuccess.json': noScaleSet,
  'eventgrid-vmss-LifecycleHookEvents-data.json': noEvent,
  'imds-scheduledevents-Terminate.json': noEvent,
  'imds-scheduledevents-approve-request.json': { ...noEvent, door: 'post' },
  'vmss-rolling-upgrade-get-latest.json': { ...noEvent, door: 'post' },
  'derived/arn-flex-vm-CreatedOrUpdated.json': hintOf('grid', 'web-blue'),
  'derived/autoscale-webhook-vmss-scale-in.json': hintOf('post', 'web-blue'),
  'derived/autoscale-webhook-vmss-scale-out.json': hintOf('post', 'web-blue'),
  'derived/eventgrid-vmss-LifecycleHookEvents-envelope.json': otherType,
  'derived/flex-vm-delete.json': hintOf('grid', 'web-blue'),
  'derived/flex-vm-write.json': hintOf('grid', 'web-blue'),
  'derived/vmss-delete-instances-action.json': hintOf('grid', 'web-blue'),
  'derived/vmss-write-scale.json': hintOf('grid', 'web-blue'),
};
