import { eventDoor } from '../../../local/launcher/start-world.ts';
import type { QuarantinedEvent } from '../../../shared/contracts/hint.ts';
import type { Answer, OpenApp } from './open-app.ts';

/** The path of the Event Grid door, with its key. */
export const GRID_PATH = eventDoor('');

/** Delivers as Event Grid does, key in the address; a string goes out as it is. */
export function deliver(app: OpenApp, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = { body, key: null, headers: { 'aeg-event-type': 'Notification', ...headers } };
  return app.send('POST', GRID_PATH, sent);
}

/** The event that was put aside last. */
export async function newestQuarantined(app: OpenApp): Promise<QuarantinedEvent | undefined> {
  const { json } = await app.send('GET', '/api/events/quarantined?take=1');
  return (json as { items: QuarantinedEvent[] }).items[0];
}
