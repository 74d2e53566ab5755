import type { HintSource } from './hint.ts';

/**
 * One form in which Azure Monitor posts a notice to a webhook, and where in it stands what we use. Paths are of names in
 * any letter case; `*` is every element of a list.
 */
export interface NoticeForm {
  /** For people. */
  name: string;
  source: HintSource;
  /** The value of `schemaId`; without it the notice has none, and is told by what it must have. */
  schemaId?: string;
  /** What must be there as text, or it is not this form. */
  must: string[];
  /** Where resources are named, the most trustworthy first. All of them count: a notice may be about several. */
  about: string[];
  /** What tells a notice from another one; the first path that leads anywhere, or several joined by `+`. */
  id: string[];
  /** What happened, in the sender's words. */
  what: string[];
}

/** An activity-log entry names its resource in up to five places; a description may name another one and is not read. */
function activityLog(entry: string): Pick<NoticeForm, 'about' | 'id' | 'what'> {
  const at = (path: string) => entry + path;
  return {
    about: ['properties.resourceName', 'properties.resourceId', 'properties.entity']
      .concat('authorization.scope', 'resourceId')
      .map(at),
    id: ['eventDataId', 'correlationId'].map(at),
    // A record of the log itself wraps its words.
    what: ['operationName', 'operationName.value'].map(at),
  };
}

/** A search names resources in its dimensions, or in any cell of the rows that it found. */
function logSearch(context: string): string[] {
  return [
    ...['affectedConfigurationItems.*', 'resourceId', 'dimensions.*.value'],
    ...['condition.allOf.*.dimensions.*.value', 'searchResult.tables.*.rows.*.*'],
    'searchResults.tables.*.rows.*.*',
  ].map((path) => context + path);
}

const inCommonAlert = activityLog('data.alertContext.');

/** Every form that is taken, by MicrosoftDocs: autoscale-webhook-email, alerts-common-schema, alerts-non-common-schema. */
export const NOTICE_FORMS: NoticeForm[] = [
  {
    ...{ name: 'an autoscale notification', source: 'autoscale', must: ['operation', 'context.timestamp'] },
    about: ['context.resourceId', 'context.id'],
    ...{ id: ['context.id+context.timestamp'], what: ['operation'] },
  },
  {
    ...{ name: 'a common alert', source: 'alert', schemaId: 'azureMonitorCommonAlertSchema' },
    must: ['data.essentials.alertId'],
    about: [
      ...[...inCommonAlert.about, 'data.essentials.alertTargetIDs.*', 'data.essentials.configurationItems.*'],
      ...logSearch('data.alertContext.'),
    ],
    id: [...inCommonAlert.id.slice(0, 1), 'data.essentials.originAlertId', 'data.essentials.alertId'],
    what: inCommonAlert.what,
  },
  {
    ...{ name: 'an activity-log alert', source: 'alert', schemaId: 'Microsoft.Insights/activityLogs' },
    must: ['data.context.activityLog.operationName'],
    ...activityLog('data.context.activityLog.'),
  },
  {
    ...{ name: 'a metric alert', source: 'alert', schemaId: 'AzureMonitorMetricAlert' },
    must: ['data.context.id'],
    about: ['data.context.resourceId', 'data.context.condition.allOf.*.dimensions.*.value'],
    ...{ id: ['data.context.id+data.context.timestamp'], what: ['data.context.name'] },
  },
  {
    ...{ name: 'a log-search alert', source: 'alert', schemaId: 'Microsoft.Insights/LogAlert' },
    must: ['data.alertRuleName'],
    about: logSearch('data.'),
    id: ['data.alertRuleName+data.searchIntervalEndTimeUtc'],
    what: ['data.alertRuleName'],
  },
  {
    ...{
      name: 'a classic metric alert',
      source: 'alert',
      must: ['status', 'context.id', 'context.resourceId'],
    },
    about: ['context.resourceId'],
    ...{ id: ['context.id+context.timestamp'], what: ['context.name'] },
  },
  {
    ...{ name: 'a record of the activity log', source: 'alert', must: ['eventDataId', 'resourceId'] },
    ...activityLog(''),
  },
];
