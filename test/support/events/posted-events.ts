import { EVENT_TIME } from './event-grid-event.ts';

interface Resize {
  scaleSet: string;
  /** ISO 8601; two notifications of one autoscale setting differ in it. */
  timestamp?: string;
  operation?: 'Scale Out' | 'Scale In';
  oldCapacity?: number;
  newCapacity?: number;
}

/** The body of Azure Monitor's autoscale webhook. Capacities are strings there. */
export function autoscaleWebhook(resize: Resize) {
  const { scaleSet, timestamp = EVENT_TIME, operation = 'Scale Out' } = resize;
  const { oldCapacity = 3, newCapacity = 6 } = resize;
  const { subscription, group, name } = partsOf(scaleSet);
  return {
    version: '1.0',
    status: 'Activated',
    operation,
    context: {
      timestamp,
      id: autoscaleSettingOf(scaleSet),
      name: `${name}-autoscale`,
      details: `Autoscale changed '${name}' from capacity '${oldCapacity}' to capacity '${newCapacity}'`,
      subscriptionId: subscription,
      resourceGroupName: group,
      resourceName: name,
      resourceType: 'microsoft.compute/virtualmachinescalesets',
      resourceId: scaleSet,
      portalLink: `https://portal.example/#resource${scaleSet}`,
      resourceRegion: 'West Europe',
      oldCapacity: `${oldCapacity}`,
      newCapacity: `${newCapacity}`,
    },
    properties: {},
  };
}

/** An alert rule on the activity log in the common alert schema; by default autoscale's own entry for a scale set. */
export function commonAlert(alert: { scaleSet: string; id: string; alertContext?: Record<string, unknown> }) {
  const { scaleSet, id, alertContext = autoscaleContext(alert) } = alert;
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/${partsOf(scaleSet).subscription}/providers/Microsoft.AlertsManagement/alerts/${id}`,
        alertRule: 'scale-set-was-resized',
        severity: 'Sev4',
        signalType: 'Activity Log',
        monitorCondition: 'Fired',
        monitoringService: 'Activity Log - Autoscale',
        alertTargetIDs: [autoscaleSettingOf(scaleSet)],
        originAlertId: `origin-of-${id}`,
        firedDateTime: EVENT_TIME,
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext,
    },
  };
}

function autoscaleContext({ scaleSet, id }: { scaleSet: string; id: string }) {
  return {
    channels: 'Admin, Operation',
    claims: '{}',
    caller: 'Microsoft.Insights/autoscaleSettings',
    correlationId: `correlation-of-${id}`,
    eventSource: 'Autoscale',
    eventTimestamp: EVENT_TIME,
    eventDataId: id,
    level: 'Informational',
    operationName: 'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
    properties: {
      description: "Resizing '/subscriptions/other/…/virtualMachineScaleSets/other' from 3 to 6 instances.",
      resourceName: scaleSet,
      oldInstancesCount: '3',
      newInstancesCount: '6',
    },
    status: 'Succeeded',
  };
}

function autoscaleSettingOf(scaleSet: string): string {
  const { subscription, group, name } = partsOf(scaleSet);
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/microsoft.insights/autoscalesettings/${name}-autoscale`;
}

function partsOf(scaleSet: string) {
  const [, , subscription = '', , group = '', , , , name = ''] = scaleSet.split('/');
  return { subscription, group, name };
}
