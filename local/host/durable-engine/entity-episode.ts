import { asError } from '../app-model/invoker.ts';
import { toJsonText } from '../app-model/typed-data.ts';
import { finishEntity, planEntity } from './entity-step.ts';
import type { EntityBatchResult, EntityPlan } from './entity-step.ts';
import { missingFunction } from './failure-text.ts';
import type { EpisodeContext } from './orchestration-episode.ts';
import type { Change, EntityRecord, EntityRequest } from './records.ts';

/**
 * Lets one entity work off what waits for it, in one call of its function. With `hopeless`, the error at which that fails
 * again and again, every caller hears of it instead.
 */
export async function entityEpisode(
  context: EpisodeContext,
  entityId: string,
  hopeless?: unknown,
): Promise<Change | undefined> {
  const now = context.now();
  const messages = context.hub.dueMessages(entityId, now);
  if (messages.length === 0) return undefined;
  const entity = context.hub.entity(entityId) ?? newEntity(entityId, now);
  const plan = planEntity(
    entity,
    messages.map((message) => message.body as EntityRequest),
  );
  const result = plan.batch.length > 0 ? await resultOf(context, entity, { plan, hopeless }) : undefined;
  const outcome = finishEntity(entity, plan, { result, now, newId: context.newId });
  // What waited behind a lock that was released, or behind one just granted, is looked at again with the next message.
  return {
    detail: `${entityId}: ${plan.batch.length} operation(s)`,
    consumed: messages.map(({ id }) => id),
    ...outcome,
  };
}

function newEntity(entityId: string, updatedAt: number): EntityRecord {
  return { entityId, exists: false, state: null, lockedBy: null, queue: [], updatedAt };
}

async function resultOf(
  context: EpisodeContext,
  entity: EntityRecord,
  { plan, hopeless }: { plan: EntityPlan; hopeless: unknown },
): Promise<EntityBatchResult> {
  if (hopeless !== undefined) return failed(entity, plan.batch.length, asError(hopeless));
  return runBatch(context, entity, plan);
}

async function runBatch(
  context: EpisodeContext,
  entity: EntityRecord,
  plan: EntityPlan,
): Promise<EntityBatchResult> {
  const [, name = '', ...key] = entity.entityId.split('@');
  const self = { name, key: key.join('@') };
  const batch = plan.batch.map(({ id, operation, isSignal, input }) => ({
    id,
    name: operation,
    signal: isSignal,
    ...(input !== null && { input }),
  }));
  const { registry } = context.invoker;
  const fn = registry.findAnyCase(name, 'entity');
  try {
    if (!fn)
      throw new Error(
        missingFunction(
          name,
          'entity',
          registry.ofKind('entity').map((one) => one.name),
        ),
      );
    const binding = { self, exists: entity.exists, state: entity.state ?? undefined, batch };
    const response = await context.invoker.invoke({ fn, input: { json: JSON.stringify(binding) } });
    return JSON.parse(toJsonText(response.returnValue)) as EntityBatchResult;
  } catch (error) {
    return failed(entity, batch.length, asError(error));
  }
}

/** A function that fails as a whole changes nothing; every caller hears of the failure. */
function failed(entity: EntityRecord, count: number, error: Error): EntityBatchResult {
  const result = { isError: true, result: JSON.stringify(error.message) };
  return {
    entityExists: entity.exists,
    entityState: entity.state,
    results: Array.from({ length: count }, () => result),
    signals: [],
  };
}
