import { BodyTooLong } from '../http-surface/read-body.ts';
import { withinReach } from './nesting.ts';

export interface DeliveredEvent {
  value: unknown;
  json: string;
}

/** A delivery that no repetition would make better: 400, which Event Grid never sends again. */
export class HopelessDelivery extends Error {}

/**
 * The events of a delivery, one by itself or a list. @throws BodyTooLong for more than `most`, SyntaxError for what is not
 * events in JSON.
 */
export function parseDelivery(text: string, most: number): DeliveredEvent[] {
  const parsed: unknown = JSON.parse(text);
  const values = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
  if (values.length > most) throw new BodyTooLong();
  if (values.some((value) => typeof value !== 'object' || value === null))
    throw new SyntaxError('The delivery of Event Grid is not made of events.');
  return values.map(withinReach).map((value) => ({ value, json: JSON.stringify(value) }));
}
