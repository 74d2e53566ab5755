import {
  anything,
  duration,
  flag,
  integer,
  lasting,
  length,
  list,
  map,
  number,
  object,
  oneOf,
  range,
  replaced,
  required,
  shown,
  text,
  time,
} from './member.ts';
import { tags } from './tags.ts';

/** A number of instances: sent as text or number, answered as text. */
const count = range(integer, 0, 100_000);
/** The engine's clients send and the service answers these with capital letters. */
const dimension = object('ScaleRuleMetricDimension', {
  DimensionName: required(text),
  Operator: required(oneOf('Equals', 'NotEquals')),
  Values: required(list(text)),
});

const rule = object('ScaleRule', {
  metricTrigger: required(
    object('MetricTrigger', {
      metricName: required(text),
      metricNamespace: text,
      metricResourceUri: required(text),
      metricResourceLocation: text,
      timeGrain: required(lasting('PT1M', 'PT12H')),
      statistic: required(oneOf('Average', 'Min', 'Max', 'Sum', 'Count')),
      timeWindow: required(lasting('PT5M', 'PT12H')),
      timeAggregation: required(oneOf('Average', 'Minimum', 'Maximum', 'Total', 'Count', 'Last')),
      operator: required(
        oneOf('Equals', 'NotEquals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'),
      ),
      threshold: required(number),
      dimensions: list(dimension),
      dividePerInstance: flag,
    }),
  ),
  scaleAction: required(
    object('ScaleAction', {
      direction: required(oneOf('None', 'Increase', 'Decrease')),
      type: required(oneOf('ChangeCount', 'PercentChangeCount', 'ExactCount', 'ServiceAllowedNextValue')),
      value: count,
      cooldown: required(lasting('PT1M', 'P7D')),
    }),
  ),
});

const profile = object('AutoscaleProfile', {
  name: required(length(text, 1, 1_000)),
  capacity: required(
    object('ScaleCapacity', {
      minimum: required(count),
      maximum: required(count),
      default: required(count),
    }),
  ),
  rules: length(list(rule), 0, 10),
  fixedDate: object('TimeWindow', { timeZone: text, start: required(time), end: required(time) }),
  recurrence: object('Recurrence', {
    frequency: required(oneOf('None', 'Second', 'Minute', 'Hour', 'Day', 'Week', 'Month', 'Year')),
    schedule: required(
      object('RecurrentSchedule', {
        timeZone: required(text),
        days: required(
          list(oneOf('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')),
        ),
        hours: required(list(range(integer, 0, 23))),
        minutes: required(list(range(integer, 0, 59))),
      }),
    ),
  }),
});

/** What is taken of an autoscale setting; a PATCH merges its properties. */
export const autoscaleSetting = object('AutoscaleSettingResource', {
  id: shown,
  name: shown,
  type: shown,
  systemData: shown,
  location: required(text),
  tags: replaced(tags),
  properties: required(
    object('AutoscaleSetting', {
      profiles: required(length(list(profile), 1, 20)),
      enabled: flag,
      name: text,
      targetResourceUri: required(text),
      targetResourceLocation: text,
      notifications: list(
        object('AutoscaleNotification', {
          operation: required(oneOf('Scale')),
          email: object('EmailNotification', {
            sendToSubscriptionAdministrator: flag,
            sendToSubscriptionCoAdministrators: flag,
            customEmails: list(text),
          }),
          webhooks: list(object('WebhookNotification', { serviceUri: text, properties: map(anything) })),
        }),
      ),
      predictiveAutoscalePolicy: object('PredictiveAutoscalePolicy', {
        scaleMode: required(oneOf('Disabled', 'ForecastOnly', 'Enabled')),
        scaleLookAheadTime: duration,
      }),
    }),
  ),
});
