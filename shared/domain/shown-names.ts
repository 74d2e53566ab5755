const NAMES_SHOWN = 10;

/** Names for a message, not all of them when there are many. */
export function shownNames(things: { name: string }[]): string {
  const names = things.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = things.length > NAMES_SHOWN ? ` and ${things.length - NAMES_SHOWN} more` : '';
  return `${names.join(', ')}${more}`;
}
