import { isObject, objectAt, valueAt, without, type JsonObject } from '../json.ts';

/** The policies of a set with what the service fills in, and without those that ask for nothing. */
export function completePolicies(properties: JsonObject): JsonObject {
  const { automaticRepairsPolicy: repairs, scheduledEventsPolicy: events } = properties;
  return {
    ...without(properties, 'scheduledEventsPolicy'),
    upgradePolicy: completeUpgradePolicy(objectAt(properties, 'upgradePolicy')),
    ...(isObject(repairs) && { automaticRepairsPolicy: completeRepairs(repairs) }),
    ...(isObject(events) && asksForSomething(events) && { scheduledEventsPolicy: completeEvents(events) }),
  };
}

const MODES = ['Manual', 'Automatic', 'Rolling'];
const ROLLING_DEFAULTS = {
  maxBatchInstancePercent: 20,
  maxUnhealthyInstancePercent: 20,
  maxUnhealthyUpgradedInstancePercent: 20,
  pauseTimeBetweenBatches: 'PT0S',
  maxSurge: false,
  rollbackFailedInstancesOnPolicyBreach: false,
};
const AUTOMATIC_DEFAULTS = {
  enableAutomaticOSUpgrade: false,
  useRollingUpgradePolicy: false,
  disableAutomaticRollback: false,
};

/** With mode `Rolling` the service shows the policy it goes by; others only once it was written. */
function completeUpgradePolicy(policy: JsonObject): JsonObject {
  const { mode: asked, rollingUpgradePolicy: rolling, automaticOSUpgradePolicy: automatic } = policy;
  const spelled = typeof asked === 'string' ? asked.toLowerCase() : '';
  const mode = MODES.find((known) => known.toLowerCase() === spelled) ?? 'Manual';
  const rolls = mode === 'Rolling' || isObject(rolling);
  return {
    ...policy,
    mode,
    ...(rolls && {
      rollingUpgradePolicy: { ...ROLLING_DEFAULTS, ...objectAt(policy, 'rollingUpgradePolicy') },
    }),
    ...(isObject(automatic) && { automaticOSUpgradePolicy: { ...AUTOMATIC_DEFAULTS, ...automatic } }),
  };
}

function completeRepairs(repairs: JsonObject): JsonObject {
  return repairs.enabled === true ? { gracePeriod: 'PT10M', repairAction: 'Replace', ...repairs } : repairs;
}

/** A policy in which everything is off is none. */
function asksForSomething(events: JsonObject): boolean {
  return (
    valueAt(events, 'userInitiatedRedeploy', 'automaticallyApprove') === true ||
    valueAt(events, 'userInitiatedReboot', 'automaticallyApprove') === true ||
    valueAt(events, 'scheduledEventsAdditionalPublishingTargets', 'eventGridAndResourceGraph', 'enable') ===
      true
  );
}

function completeEvents(events: JsonObject): JsonObject {
  const approving = (name: string) => ({ automaticallyApprove: false, ...objectAt(events, name) });
  return {
    ...events,
    userInitiatedRedeploy: approving('userInitiatedRedeploy'),
    userInitiatedReboot: approving('userInitiatedReboot'),
  };
}
