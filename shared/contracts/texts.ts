import * as z from 'zod';

/**
 * Text that is sent to others: no control characters and no half ones, which no request can hold; ranges, not `\p{…}`, so
 * that every reader of the JSON Schema understands them. The length counts between the blanks around it.
 */
const NO_TEXT = String.raw`\u0000-\u001f\u007f-\u009f\ud800-\udfff`;
const NAME = new RegExp(String.raw`^\s*[^\s${NO_TEXT}](?:[^${NO_TEXT}]{0,198}[^\s${NO_TEXT}])?\s*$`, 'u');
/** A name that another service knows something by. */
export const Name = z
  .string()
  .regex(NAME, 'must be 1 to 200 characters, not only blanks, without control or half characters')
  .overwrite((text) => text.trim());
/** A span of some minutes, at most so many. */
export const minutes = (most: number) => z.number().positive().max(most);
