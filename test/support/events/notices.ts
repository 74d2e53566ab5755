import { EVENT_TIME } from './event-grid-event.ts';
import { autoscaleWebhook, commonAlert } from './posted-events.ts';

const RULES =
  '/subscriptions/5ca1ab1e-0000-4000-8000-000000000001/resourceGroups/rg-ops/providers/microsoft.insights';

/** An activity-log alert outside the common schema, around an entry of the log. */
export function activityLogAlert(entry: Record<string, unknown>) {
  const activityLog = {
    ...{
      channels: 'Operation',
      correlationId: 'correlation',
      eventDataId: 'entry-1',
      level: 'Informational',
    },
    ...{ eventSource: 'Administrative', eventTimestamp: EVENT_TIME, status: 'Succeeded', subStatus: '' },
    operationName: 'Microsoft.Compute/virtualMachineScaleSets/write',
    ...entry,
  };
  return {
    schemaId: 'Microsoft.Insights/activityLogs',
    data: { status: 'Activated', context: { activityLog }, properties: {} },
  };
}

/** A metric alert outside the common schema. */
export function metricAlert(resourceId: string | null, dimensions: { name: string; value: string }[] = []) {
  return {
    schemaId: 'AzureMonitorMetricAlert',
    data: {
      ...{ version: '2.0', status: 'Activated', properties: null },
      context: {
        ...{ timestamp: EVENT_TIME, id: `${RULES}/metricAlerts/cpu`, name: 'cpu', severity: '3', resourceId },
        conditionType: 'SingleResourceMultipleMetricCriteria',
        condition: {
          windowSize: 'PT5M',
          allOf: [{ metricName: 'Percentage CPU', dimensions, metricValue: 91 }],
        },
      },
    },
  };
}

/** A metric alert of the classic kind: no schema id at all. */
export function classicMetricAlert(resourceId: string) {
  return {
    status: 'Activated',
    context: {
      ...{ timestamp: EVENT_TIME, id: `${RULES}/alertrules/cpu`, name: 'cpu', conditionType: 'Metric' },
      ...{ resourceId, resourceType: 'microsoft.compute/virtualmachinescalesets' },
    },
    properties: { key: 'value' },
  };
}

/** A log-search alert of the first version. */
export function logSearchAlert(found: Record<string, unknown>) {
  return {
    schemaId: 'Microsoft.Insights/LogAlert',
    data: {
      ...{ SubscriptionId: '5ca1ab1e-0000-4000-8000-000000000001', AlertRuleName: 'heartbeats' },
      ...{
        SearchQuery: 'Heartbeat | summarize by _ResourceId',
        ResultCount: 1,
        AlertType: 'Number of results',
      },
      ...{ SearchIntervalStartTimeUtc: EVENT_TIME, SearchIntervalEndtimeUtc: EVENT_TIME, ...found },
    },
  };
}

/** What a log-search alert found, as rows. */
export function searchRows(...resources: string[]) {
  const columns = [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: '_ResourceId', type: 'string' },
  ];
  const rows = resources.map((resource) => [EVENT_TIME, resource]);
  return { tables: [{ name: 'PrimaryResult', columns, rows }] };
}

/** An entry of the activity log as it stands there, posted by somebody's own pipeline. */
export function activityLogRecord(resourceId: string, properties: Record<string, unknown> = {}) {
  return {
    ...{ caller: 'someone', claims: {}, eventDataId: 'entry-1', eventTimestamp: EVENT_TIME, resourceId },
    operationName: {
      value: 'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
      localizedValue: 'Scale up',
    },
    properties,
  };
}

export function autoscaleSettingId(name: string, resourceGroup = 'rg-shop'): string {
  return `/subscriptions/5ca1ab1e-0000-4000-8000-000000000001/resourceGroups/${resourceGroup}/providers/Microsoft.Insights/autoscalesettings/${name}`;
}

/** A common alert with other targets than its context speaks of. */
function commonAlertAt(targets: unknown, alertContext: Record<string, unknown> | null = null) {
  const alert = commonAlert({ scaleSet: '/none', id: 'a', alertContext: {} });
  const essentials = { ...alert.data.essentials, alertTargetIDs: targets };
  return { ...alert, data: { essentials, alertContext } };
}

const OTHER = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop';

/** Every shape in which a notice may be about a resource, by what it is called. */
export const NOTICES: Record<string, (resource: string) => unknown> = {
  'autoscale notification': (scaleSet) => autoscaleWebhook({ scaleSet }),
  'common alert: autoscale': (scaleSet) => commonAlert({ scaleSet, id: 'a' }),
  'common alert: only target': (resource) => commonAlertAt([resource]),
  'common alert: second target': (resource) => commonAlertAt([OTHER, resource]),
  'common alert: no targets, scope': (scope) => commonAlertAt(null, { authorization: { scope } }),
  'common alert: no targets, Pascal case': (ResourceName) =>
    commonAlertAt(null, { properties: { ResourceName } }),
  'common alert: dimension': (value) =>
    commonAlertAt([OTHER], { condition: { allOf: [{ dimensions: [{ name: '_ResourceId', value }] }] } }),
  'common alert: configuration items': (resource) =>
    commonAlertAt([OTHER], { AffectedConfigurationItems: ['web-1', resource] }),
  'common alert: search results': (resource) =>
    commonAlertAt([OTHER], { SearchResults: searchRows(OTHER, resource) }),
  'common alert: Resource Health': (resource) =>
    commonAlertAt([resource], {
      operationName: 'Microsoft.Resourcehealth/healthevent/Activated/action',
      properties: { title: 'stopping', details: null, currentHealthStatus: 'Unavailable' },
    }),
  'activity log: administrative': (resourceId) => activityLogAlert({ resourceId }),
  'activity log: scope only': (scope) => activityLogAlert({ authorization: { action: 'write', scope } }),
  'activity log: autoscale': (resourceName) =>
    activityLogAlert({
      ...{ eventSource: 'Autoscale', resourceId: autoscaleSettingId('web-autoscale') },
      operationName: 'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
      properties: { resourceName, oldInstancesCount: '3', newInstancesCount: '4' },
    }),
  'activity log: Resource Health': (resourceId) =>
    activityLogAlert({
      ...{ eventSource: 'ResourceHealth', resourceId, status: 'Active' },
      operationName: 'Microsoft.Resourcehealth/healthevent/Activated/action',
      properties: { title: 'stopping', currentHealthStatus: 'Unavailable', cause: 'UserInitiated' },
    }),
  'metric alert': (resource) => metricAlert(resource),
  'metric alert: dimension': (value) => metricAlert(null, [{ name: 'Microsoft.ResourceId', value }]),
  'classic metric alert': classicMetricAlert,
  'log search: configuration items': (resource) =>
    logSearchAlert({ AffectedConfigurationItems: [OTHER, resource] }),
  'log search: dimension': (value) => logSearchAlert({ Dimensions: [{ name: '_ResourceId', value }] }),
  'log search: resource': (ResourceId) => logSearchAlert({ ResourceId }),
  'log search: rows': (resource) => logSearchAlert({ SearchResult: searchRows(OTHER, resource) }),
  'activity-log record': (resourceId) => activityLogRecord(resourceId),
  'activity-log record: autoscale': (ResourceName) =>
    activityLogRecord(autoscaleSettingId('web-autoscale'), { ResourceName }),
};

/** Notices that are about no resource of ours, in forms that are known. */
export const NOTICES_OF_NOTHING: Record<string, unknown> = {
  'Service Health': activityLogAlert({
    ...{ eventSource: 'ServiceHealth', operationName: 'Microsoft.ServiceHealth/incident/action' },
    properties: { title: 'Virtual Machines', impactedServices: '[{"ServiceName":"Virtual Machines"}]' },
  }),
  'common alert without targets': commonAlertAt(null),
  'common alert: list of nothing': commonAlertAt([null, 7, {}]),
  'metric alert on something else': metricAlert(OTHER),
  'log search that found names': logSearchAlert({
    AffectedConfigurationItems: ['web-1'],
    SearchResult: null,
  }),
};
