import { isObject, listAt, numberAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { invalidParameter } from '../errors.ts';
import { regionOf, requireRegion } from '../regions.ts';

/** The body of a setting as the service answers it: what was left out filled in, numbers of instances as texts. */
export function settingBody(body: JsonObject, { id, name }: { id: string; name: string }): JsonObject {
  const properties = objectAt(body, 'properties');
  return {
    id,
    name,
    type: 'Microsoft.Insights/autoscaleSettings',
    location: regionOf(textAt(body, 'location') ?? ''),
    tags: isObject(body.tags) ? body.tags : {},
    properties: {
      profiles: listAt(properties, 'profiles').map(profileBody),
      enabled: properties.enabled ?? true,
      name: properties.name ?? name,
      targetResourceUri: properties.targetResourceUri,
      ...(textAt(properties, 'targetResourceLocation') !== undefined && {
        targetResourceLocation: properties.targetResourceLocation,
      }),
      ...(Array.isArray(properties.notifications) && {
        notifications: properties.notifications.map(notificationBody),
      }),
      predictiveAutoscalePolicy: {
        scaleMode: textAt(properties, 'predictiveAutoscalePolicy', 'scaleMode') ?? 'Disabled',
        scaleLookAheadTime: textAt(properties, 'predictiveAutoscalePolicy', 'scaleLookAheadTime') ?? null,
      },
    },
  };
}

/** Refuses a setting the engine could not act on. */
export function requireSetting(body: JsonObject): void {
  if (typeof body.location !== 'string')
    throw invalidParameter('The location property is required for this definition.', 'location');
  requireRegion(body.location, 'Microsoft.Insights/autoscaleSettings');
  const profiles = listAt(body, 'properties', 'profiles');
  if (profiles.length === 0)
    throw invalidParameter('At least one profile is required.', 'properties.profiles');
  for (const profile of profiles) requireCapacity(profile);
}

function requireCapacity(profile: unknown): void {
  const [minimum, maximum, usual] = ['minimum', 'maximum', 'default'].map((name) =>
    Number(textAt(profile, 'capacity', name) ?? numberAt(profile, 'capacity', name) ?? Number.NaN),
  );
  const valid = minimum !== undefined && maximum !== undefined && usual !== undefined;
  if (valid && minimum <= usual && usual <= maximum) return;
  throw invalidParameter(
    'The capacity of a profile must have a minimum, a default and a maximum, in this order of size.',
    'properties.profiles.capacity',
  );
}

function profileBody(profile: unknown): JsonObject {
  const { minimum, maximum, default: usual } = objectAt(profile, 'capacity');
  return {
    ...without(objectAt(profile), 'capacity', 'rules'),
    name: textAt(profile, 'name'),
    capacity: { minimum: String(minimum), maximum: String(maximum), default: String(usual) },
    rules: listAt(profile, 'rules').map(ruleBody),
  };
}

function ruleBody(rule: unknown): JsonObject {
  const action = objectAt(rule, 'scaleAction');
  return {
    scaleAction: {
      ...action,
      value: String(typeof action.value === 'number' ? action.value : (textAt(action, 'value') ?? '1')),
    },
    metricTrigger: {
      metricNamespace: '',
      dimensions: null,
      dividePerInstance: false,
      ...objectAt(rule, 'metricTrigger'),
    },
  };
}

function notificationBody(notification: unknown): JsonObject {
  return {
    operation: 'Scale',
    email: {
      sendToSubscriptionAdministrator: false,
      sendToSubscriptionCoAdministrators: false,
      customEmails: [],
      ...objectAt(notification, 'email'),
    },
    webhooks: listAt(notification, 'webhooks'),
  };
}
