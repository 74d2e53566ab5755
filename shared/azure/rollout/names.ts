/** What Azure takes as the name of a scale set. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_])?$/;
/** So long may the beginning of host names be: the service puts six characters behind it. */
const LONGEST_HOST = { Linux: 58, Windows: 9 } as const;

/** What Azure does not take in a name is written as `__`, as Harness did; hyphens and points, which it takes, stay. */
export function normalized(prefix: string): string {
  return prefix.trim().replaceAll(/[^A-Za-z0-9._-]/g, '__');
}

export function isScaleSetName(name: string): boolean {
  return NAME.test(name);
}

export function revisionName(prefix: string, revision: number): string {
  return `${prefix}__${revision}`;
}

/** The beginning of the machines' host names; it differs from revision to revision, so that logs tell them apart. */
export function hostPrefix(base: string, revision: number, os: 'Linux' | 'Windows'): string {
  const end = `-r${revision}`;
  const stem = base
    .replaceAll(/[^A-Za-z0-9-]/g, '-')
    .replace(/(?:-r\d+)?-*$/, '')
    .replace(/^-+/, '');
  const short = (stem || 'vm').slice(0, LONGEST_HOST[os] - end.length).replace(/-+$/, '');
  return `${short}${end}`;
}
