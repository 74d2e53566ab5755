import type { Refusals } from './refusals.ts';

/** How a body is being read: where, and in whose words it is refused. */
export interface Reading {
  /** From the top of the body, such as `properties.upgradePolicy.mode`. */
  path: string;
  refusals: Refusals;
}

export function inside(reading: Reading, name: string): Reading {
  return { ...reading, path: pathTo(reading.path, name) };
}

export function pathTo(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
