import { z } from 'zod';

import { REGIONS, regionOf } from '../regions.ts';
import { STATE } from './state-schema.ts';

const name = z.string().min(1);
const count = z.int().min(0).max(1_000_000);
const seconds = z.number().min(0).max(1e9);
const object = z.record(z.string(), z.unknown());
const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const location = z.string().refine((text) => REGIONS.includes(regionOf(text)), 'is no region');
const group = { subscription: guid.optional(), resourceGroup: name, location: location.optional() };
const resourceId = z
  .string()
  .regex(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/i);
const resourceGroup = z.strictObject(group);

const scaleSet = z.strictObject({
  ...group,
  name,
  capacity: count.max(1_000).optional(),
  orchestrationMode: z.enum(['Uniform', 'Flexible']).optional(),
  overprovision: z.boolean().optional(),
  zones: z.array(z.enum(['1', '2', '3'])).optional(),
  size: name.optional(),
  tags: z.record(z.string(), z.string()).optional(),
  upgradeMode: z.enum(['Manual', 'Automatic', 'Rolling']).optional(),
  image: object.optional(),
  backendPools: z.array(name).optional(),
  extensions: z.array(object).optional(),
  properties: object.optional(),
  settled: z.boolean().optional(),
});

const port = z.int().min(0).max(65_535);
const loadBalancer = z.strictObject({
  ...group,
  name,
  sku: z.enum(['Basic', 'Standard']).optional(),
  pools: z.array(name).optional(),
  rules: z.array(z.strictObject({ name, pool: name, frontendPort: port, backendPort: port })).optional(),
  properties: object.optional(),
});

const regions = z.array(location).optional();
const galleryImage = z.strictObject({
  ...group,
  ...{ gallery: name, image: name, version: name },
  excludeFromLatest: z.boolean().optional(),
  osType: z.enum(['Linux', 'Windows']).optional(),
  osState: z.enum(['Generalized', 'Specialized']).optional(),
  hyperVGeneration: z.enum(['V1', 'V2']).optional(),
  targetRegions: regions,
  replicatingTo: regions,
});

const lifecycleHook = z.strictObject({
  scaleSet: name,
  type: z.enum(['UpgradeAutoOSScheduling', 'UpgradeAutoOSRollingBatchStarting']).optional(),
  instances: z.array(name).optional(),
  waitMinutes: seconds.optional(),
  defaultAction: z.enum(['Approve', 'Reject']).optional(),
});

const error = z.strictObject({ code: z.string(), message: z.string() });
const effect = z.union([
  z.strictObject({
    accept: z.literal('error'),
    status: z.int().min(400).max(599),
    ...error.shape,
    details: z.array(error).optional(),
    retryAfterSeconds: seconds.optional(),
  }),
  z.strictObject({ accept: z.literal('throttle'), retryAfterSeconds: seconds }),
  z.strictObject({ accept: z.enum(['quota', 'emptyList', 'metricsMissing']) }),
  z.strictObject({ accept: z.literal('reset'), after: z.boolean().optional() }),
  z.strictObject({ accept: z.literal('slow'), seconds }),
  z.strictObject({ accept: z.literal('partialList'), keep: count }),
  z.strictObject({
    finish: z.literal('allocationFailed'),
    code: z.string().optional(),
    message: z.string().optional(),
  }),
  z.strictObject({ finish: z.literal('extensionFailed'), extension: name.optional() }),
  z.strictObject({ finish: z.literal('stuck') }),
  z.strictObject({ finish: z.enum(['vanish', 'failLater', 'recreate']), afterSeconds: seconds }),
  z.strictObject({ finish: z.literal('slow'), factor: z.number().min(0).max(1e6) }),
  z.strictObject({ event: z.enum(['lost', 'doubled', 'reordered']) }),
  z.strictObject({ event: z.literal('delayed'), seconds }),
]);

const fault = z.strictObject({
  match: z
    .strictObject({
      operation: z.string().optional(),
      resource: z.string().optional(),
      instance: z.string().optional(),
    })
    .optional(),
  nth: count.min(1).optional(),
  times: count.nullable().optional(),
  effect,
});

const range = z.tuple([seconds, seconds]).refine(([from, to]) => from <= to, 'ends before it begins');
const settings = z
  .strictObject({
    readySeconds: range,
    stragglerSeconds: range,
    deleteSeconds: range,
    actionSeconds: range,
    modelWriteSeconds: range,
    surplusNetworkSeconds: range,
    provisioningTimeoutSeconds: seconds,
    eventDelaySeconds: range,
    eventDuplicateShare: z.number().min(0).max(1),
    flexibleVmEvents: z.boolean(),
    pollRetryAfterSeconds: z.union([z.enum(['recorded', 'none']), seconds]),
    pageSizes: z.strictObject({
      instances: count.min(1),
      subscriptionWide: count.min(1),
      networkInterfaces: count.min(1),
    }),
    graphLagSeconds: range,
    coreQuota: count,
    familyQuota: z.record(z.string(), count),
    coresElsewhere: count,
    subscriptions: z.array(guid),
    requireExistence: z.boolean(),
  })
  .partial();

const instance = { scaleSet: name, instance: name };

/** What the body of each request to the side door must be. */
export const SIM_BODIES = {
  'POST scale-sets': scaleSet,
  'POST resource-groups': resourceGroup,
  'POST load-balancers': loadBalancer,
  'POST gallery-images': galleryImage,
  'POST marketplace-images': z.strictObject({ publisher: name, offer: name, sku: name, version: name }),
  'POST images': z.strictObject({ ...group, name }),
  'POST lifecycle-hooks': lifecycleHook,
  'POST metrics': z.strictObject({ resource: name, name, value: z.number().nullable() }),
  'POST applications': z.strictObject({
    image: name,
    state: z.enum(['well', 'error', 'silent', 'refusing']),
    afterSeconds: seconds.optional(),
  }),
  'POST adopt/scale-set': z.strictObject({
    body: z.looseObject({ id: resourceId, location: location.optional() }),
    instances: z.array(object).optional(),
    surplus: z.array(z.union([z.string(), z.number()])).optional(),
  }),
  'POST adopt/load-balancer': z.strictObject({
    body: z.looseObject({ id: resourceId, location: location.optional() }),
  }),
  'POST capacity': z.strictObject({ scaleSet: name, capacity: count.max(1_000) }),
  'POST instances/fail': z.strictObject({ ...instance, afterSeconds: seconds.optional() }),
  'POST instances/remove': z.strictObject(instance),
  'POST instances/stick': z.strictObject(instance),
  'POST instances/reimage': z.strictObject(instance),
  'POST instances/replace': z.strictObject(instance),
  'POST instances/health': z.strictObject({
    ...instance,
    state: z.enum(['healthy', 'unhealthy', 'initializing', 'unknown']),
  }),
  'POST instances/power': z.strictObject({
    ...instance,
    state: z.enum(['starting', 'running', 'stopping', 'stopped', 'deallocating', 'deallocated']),
  }),
  'POST instances/agent': z.strictObject({ ...instance, ready: z.boolean() }),
  'POST faults': fault,
  'PUT principals': z.strictObject({
    token: name,
    grants: z.array(
      z.strictObject({ scope: z.string().startsWith('/subscriptions/'), actions: z.array(name) }),
    ),
  }),
  'POST event-subscriptions': z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    schema: z.enum(['EventGridSchema', 'CloudEventSchemaV1_0']).optional(),
  }),
  'PATCH settings': settings,
  'PUT state': z.strictObject({ changes: STATE }),
};
