const SHOWN = 10;

/** Texts for a message, not all of them when there are many. */
export function listed(texts: string[]): string {
  const shown = texts.slice(0, SHOWN).join(', ');
  return texts.length > SHOWN ? `${shown} and ${texts.length - SHOWN} more` : shown;
}

/** Names for a message, not all of them when there are many. */
export function namesOf(things: { name: string }[]): string {
  return listed(things.map(({ name }) => name));
}

/** `1 instance`, `2 instances`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
