import { ArmError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { FRONT_DOOR } from './refusals.ts';
import { length, map, object, text, type Member } from './member.ts';

const MOST = 50;
const LONGEST_NAME = 512;
const LONGEST_VALUE = 256;
const RESERVED = /[<>%&\\?/\p{Cc}]/u;
/** What the portal links resources with has ids in it. */
const FREE = /^(hidden|link)/i;

/** Tags in the table of any resource. */
export const tags: Member = length(map(length(text, 0, LONGEST_VALUE)), 0, MOST);

/** The PATCH of what takes nothing else. */
export const tagsOnly = object('TagsObject', { tags });

/** The front door's rules for the tags of a body, the same for every provider; what is no object is left to the provider. */
export function requireTagRules(body: JsonObject): void {
  for (const [name, given] of Object.entries(body))
    if (name.toLowerCase() === 'tags' && isObject(given)) requireRules(given);
}

function requireRules(given: JsonObject): void {
  const names = Object.keys(given);
  if (names.length > MOST)
    throw bad(
      'InvalidTags',
      `Too many tags specified. Requested tag count - '${names.length}'. Maximum number of tags allowed - '${MOST}'.`,
    );
  const reserved = names.filter((name) => !FREE.test(name) && (name === '' || RESERVED.test(name)));
  if (reserved.length > 0)
    throw bad(
      'InvalidTagNameCharacters',
      `The tag names '${reserved.join(', ')}' have reserved characters '<,>,%,&,\\,?,/' or control characters. These characters are only allowed for tags that start with the prefix 'hidden, link'.`,
    );
  for (const [name, value] of Object.entries(given)) requireLengths(name, value);
}

function requireLengths(name: string, value: unknown): void {
  if (name.length > LONGEST_NAME)
    throw tooLong('InvalidTagName', { what: 'key', given: name, most: LONGEST_NAME });
  if (typeof value !== 'string' && value !== null)
    throw FRONT_DOOR.wrongType({ path: `tags.${name}`, value, type: 'System.String' });
  if (typeof value === 'string' && value.length > LONGEST_VALUE)
    throw tooLong('InvalidTagValueLength', { what: 'value', given: value, most: LONGEST_VALUE });
}

function tooLong(
  code: string,
  { what, given, most }: { what: string; given: string; most: number },
): ArmError {
  return bad(
    code,
    `Tag ${what} too large. Following tag ${what} '${given}' exceeded the maximum length. Maximum allowed length for tag ${what} - '${most}' characters.`,
  );
}

const bad = (code: string, message: string) => new ArmError(400, code, message);
