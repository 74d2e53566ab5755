import type { JsonObject } from '../../local/arm/json.ts';

/** Something that was there before a recording began, or appeared in it without a request that would explain it. */
export interface Starting {
  /** Resource id as recorded. */
  id: string;
  /** What to PUT to have it. */
  body: JsonObject;
  apiVersion: string;
  /** Position of the first exchange that knows of it. */
  from: number;
  /** It was just being created. */
  creating: boolean;
}
