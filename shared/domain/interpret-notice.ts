import { CloudEvent, EventGridEvent, PlainScaleEvent } from '../contracts/events.ts';
import { NOTICE_FORMS, type NoticeForm } from '../contracts/notices.ts';
import { about, cut, type Interpretation, malformed } from './interpret-event.ts';
import { textsAt } from './values-at.ts';

const GRID_DOOR =
  'Event Grid delivers to /runtime/webhooks/eventgrid?functionName=scaleEvents&code=<eventgrid_extension key>';

/** What is said to whoever brings Event Grid's deliveries or its handshake to the HTTP door. */
export const WRONG_DOOR = `This door takes one notice a request, and none of Event Grid: ${GRID_DOOR}. Point the subscription there.`;

/** A body posted to `/api/scale-events`: a notice of Azure Monitor in any of its forms, or the plain form. Never throws. */
export function interpretPostedEvent(body: unknown): Interpretation {
  return cut(fromPost(body));
}

function fromPost(body: unknown): Interpretation {
  if (isOfEventGrid(body)) {
    return { kind: 'quarantined', id: 'unknown', code: 'wrongDoor', reason: WRONG_DOOR };
  }
  const form = NOTICE_FORMS.find((each) => isOf(each, body));
  if (form) return fromNotice(form, body);
  const plain = PlainScaleEvent.safeParse(body);
  if (plain.success) {
    const id = `http:${plain.data.scaleSet.toLowerCase()}`;
    return about([plain.data.scaleSet], { source: 'http', id, what: 'asked over HTTP' });
  }
  const forms = NOTICE_FORMS.map(({ name }) => name).join(', ');
  return malformed(`The body is none of: ${forms}, {"scaleSet": "<resource id>"}.`);
}

/** Its deliveries are lists; a single event would be one that somebody unpacked on the way. */
function isOfEventGrid(body: unknown): boolean {
  return Array.isArray(body) || EventGridEvent.safeParse(body).success || CloudEvent.safeParse(body).success;
}

function isOf({ schemaId, must }: NoticeForm, body: unknown): boolean {
  const [said] = textsAt(body, 'schemaId');
  return said === schemaId && must.every((path) => textsAt(body, path).length > 0);
}

function fromNotice({ source, about: places, id, what }: NoticeForm, body: unknown): Interpretation {
  const named = places.flatMap((path) => textsAt(body, path));
  const [said = 'alert'] = what.flatMap((path) => textsAt(body, path));
  return about(named, { source, id: `${source}:${idOf(id, body)}`, what: said });
}

function idOf(paths: string[], body: unknown): string {
  const ids = paths.map((path) =>
    path
      .split('+')
      .flatMap((part) => textsAt(body, part).slice(0, 1))
      .join(':'),
  );
  return ids.find((each) => each !== '') ?? 'unknown';
}
