import type { Actor, AuditEvent } from '../model.ts';
import type { World } from '../world.ts';

export interface Happening {
  category: string;
  spaceId: string;
  message: string;
  related: string[];
  by: Actor;
  facts?: Record<string, unknown>;
}

/** Adds to the audit log, which is also the list of everything that was ever done. */
export function record(world: World, happening: Happening): void {
  const event: AuditEvent = {
    Id: world.store.newId('events'),
    SpaceId: happening.spaceId,
    Category: happening.category,
    Occurred: world.now,
    Message: happening.message,
    RelatedDocumentIds: happening.related,
    By: happening.by,
    Facts: happening.facts ?? {},
  };
  world.store.put('events', event);
}
