import { notSimulated } from '../errors.ts';
import type { AuditEvent } from '../model.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest, Query } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { instantText } from '../views/instant-text.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { acrossSpaces, find } from './lookup.ts';
import { instantOf } from './task-filters.ts';

const CATEGORIES = [
  'Created',
  'Modified',
  'Deleted',
  'DeploymentQueued',
  'DeploymentStarted',
  'DeploymentSucceeded',
  'DeploymentFailed',
  'TaskCanceled',
];

function listEvents(request: OctopusRequest, world: World): Answer {
  const tests = eventTests(request.query);
  const matching = acrossSpaces(request, world, 'events')
    .filter((event) => event.By !== 'sim' && tests.every((test) => test(event)))
    .reverse();
  return ok(
    paged<AuditEvent>(request, { itemType: 'Event', matching, self: '/api/events', show: eventView }),
  );
}

type Test = (event: AuditEvent) => boolean;

function eventTests(query: Query): Test[] {
  if (query.list('eventGroups').length > 0) throw notSimulated('Filtering events by eventGroups');
  const regarding = query.list('regarding');
  const regardingAny = query.list('regardingAny');
  const categories = new Set(query.list('eventCategories'));
  const types = query.list('documentTypes');
  const [from, to] = [instantOf(query, 'from'), instantOf(query, 'to')];
  const after = Number(query.one('fromAutoId') || 0);
  return [
    (event) => regarding.every((id) => event.RelatedDocumentIds.includes(id)),
    (event) => regardingAny.length === 0 || regardingAny.some((id) => event.RelatedDocumentIds.includes(id)),
    (event) => categories.size === 0 || categories.has(event.Category),
    (event) => types.length === 0 || types.some((type) => isOfType(event, type)),
    (event) => event.Occurred >= (from ?? -Infinity) && event.Occurred <= (to ?? Infinity),
    (event) => numberOf(event) > after,
  ];
}

function isOfType(event: AuditEvent, type: string): boolean {
  return event.RelatedDocumentIds.some((id) => id.startsWith(`${type}-`));
}

function numberOf(event: AuditEvent): number {
  return Number(event.Id.slice(event.Id.indexOf('-') + 1));
}

function eventView(event: AuditEvent): Record<string, unknown> {
  return {
    Id: event.Id,
    AutoId: numberOf(event),
    SpaceId: event.SpaceId,
    Category: event.Category,
    Occurred: instantText(event.Occurred),
    Message: event.Message,
    RelatedDocumentIds: event.RelatedDocumentIds,
    UserId: event.By === 'api' ? 'Users-1' : 'users-system',
    Username: event.By === 'api' ? 'local' : 'system',
    Links: { Self: `/api/events/${event.Id}` },
  };
}

function getEvent(request: OctopusRequest, world: World): Answer {
  return ok(eventView(find({ request, world }, 'events')));
}

function listCategories(): Answer {
  return ok(CATEGORIES.map((Id) => ({ Id, Name: Id.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() })));
}

export const EVENT_ROUTES: Routes = {
  'GET events': listEvents,
  'GET events/categories': listCategories,
  'GET events/{id}': getEvent,
};
