/** `1 machine`, `2 machines`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `rollingBack` as people say it. */
export function spoken(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The last part of an Azure resource id. */
export function nameIn(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}

export function portalLink(resourceId: string): string {
  return `https://portal.azure.com/#@/resource${resourceId}`;
}

export function fleetPath(name: string): string {
  return `fleets/${encodeURIComponent(name)}`;
}
