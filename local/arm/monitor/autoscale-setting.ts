import { isObject, listAt, objectAt, textAt, valueAt, without, type JsonObject } from '../json.ts';
import { ArmError } from '../errors.ts';
import { autoscaleSetting } from '../members/autoscale-setting.ts';
import { INSIGHTS } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
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
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  requireRegion(body.location, 'Microsoft.Insights/autoscaleSettings');
  requireMembers(autoscaleSetting, body, INSIGHTS);
  for (const profile of listAt(body, 'properties', 'profiles')) requireCapacity(profile);
  requireNames(body);
}

function requireCapacity(profile: unknown): void {
  const [minimum, maximum, usual] = ['minimum', 'maximum', 'default'].map((name) =>
    Number(valueAt(profile, 'capacity', name)),
  );
  const valid = minimum !== undefined && maximum !== undefined && usual !== undefined;
  if (valid && minimum <= usual && usual <= maximum && maximum <= 1_000) return;
  throw new ArmError(
    400,
    'BadRequest',
    `The capacity of profile '${textAt(profile, 'name')}' must have a minimum, a default and a maximum of at most 1000, in this order of size.`,
  );
}

function requireNames(body: JsonObject): void {
  const names = listAt(body, 'properties', 'profiles').map((profile) => textAt(profile, 'name'));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new ArmError(400, 'BadRequest', `The profile name '${twice}' is used more than once.`);
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
