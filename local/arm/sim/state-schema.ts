import { z } from 'zod';

const text = z.string();
const time = z.number();
const object = z.record(z.string(), z.unknown());
const at = <T extends z.ZodRawShape>(shape: T) => z.array(z.looseObject({ ...shape, at: time }));

const scaleSet = z.looseObject({
  ...{ key: text, subscription: text, resourceGroup: text, name: text, location: text },
  ...{ tags: object, extras: object, properties: object, models: z.record(text, object) },
  zones: z.array(text).optional(),
  sku: z.looseObject({ name: text, tier: text, capacity: z.int() }),
  ...{ etag: time, createdAt: time, modelVersion: time, nextIndex: time, subnet: time },
  ...{ uniqueId: text, placementGroupId: text, operation: text },
  state: z.enum(['Creating', 'Updating', 'Deleting']),
  repairs: z.enum(['Running', 'Suspended']),
});

const instance = z.looseObject({
  ...{ key: text, scaleSet: text, id: text, vmId: text, computerName: text, privateIp: text, mac: text },
  ...{ index: time, etag: time, createdAt: time, faultDomain: time, updateDomain: time },
  ...{ provisionedAt: time.nullable(), readyAt: time.nullable() },
  applied: at({ version: z.int() }).min(1),
  power: at({ state: text }),
  health: at({ state: text }).optional(),
  agent: at({ ready: z.boolean() }).optional(),
});

const operation = z.looseObject({
  ...{ key: text, provider: text, subscription: text, location: text, target: text },
  ...{ startedAt: time, endsAt: time, monitorStatus: z.int() },
  kind: z.enum(['Write', 'Delete', 'Action']),
});

const batch = z.looseObject({ instances: z.array(text), from: time, until: time });
const upgrade = z.looseObject({
  ...{ key: text, operation: text, startedAt: time, version: z.int(), policy: object },
  batches: z.array(batch),
});
const osUpgrade = z.looseObject({
  ...{ key: text, scaleSet: text, image: object, scheduledAt: time, policy: object },
  ...{ batches: z.array(batch), approved: z.array(text), rejected: z.array(text) },
});
const endpoint = z.looseObject({ key: text, url: text, schema: text, validated: z.boolean() });
const delivery = z.looseObject({
  ...{ key: text, subscription: text, event: object, dueAt: time, firstDueAt: time, attempts: z.int() },
});

/** What the records of each collection are at least: what is read without looking. */
const RECORDS = {
  scaleSets: scaleSet,
  instances: instance,
  operations: operation,
  resources: z.looseObject({ key: text, id: text, type: text, body: object, revision: z.int() }),
  upgrades: upgrade,
  osUpgrades: osUpgrade,
  marketplace: z.looseObject({ key: text, version: text }),
  metrics: z.looseObject({ key: text, points: at({ value: z.number().nullable() }) }),
  applications: z.looseObject({
    key: text,
    state: z.enum(['well', 'error', 'silent', 'refusing']),
    afterSeconds: time,
  }),
  deliveries: delivery,
  subscriptions: endpoint,
  principals: z.looseObject({
    key: text,
    grants: z.array(z.looseObject({ scope: text, actions: z.array(text) })),
    used: z.array(text),
    refused: z.array(text),
  }),
  faults: z.looseObject({ key: text, match: object, effect: object }),
  counters: z.looseObject({ key: text, value: z.int() }),
};

type Name = keyof typeof RECORDS;
const names = Object.keys(RECORDS) as [Name, ...Name[]];

/** A snapshot of everything stored, as `GET /_sim/state` gives it. */
export const STATE = z.array(
  z
    .strictObject({ collection: z.enum(names), key: text, record: z.unknown() })
    .superRefine(({ collection, key, record }, context) => {
      const read = RECORDS[collection].safeParse(record);
      const issue = read.success
        ? read.data.key !== key && { path: ['key'], message: 'is another than that of the change' }
        : read.error.issues[0];
      if (issue)
        context.addIssue({ code: 'custom', path: ['record', ...issue.path], message: issue.message });
    }),
);
