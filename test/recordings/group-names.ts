import type { Recording } from './recording.ts';

const GROUP = /\/resourcegroups\/([^/"?]+)/gi;
/** Upstream replaced the random end of group names by a number, but not where they are in upper case. */
const SCRUBBED = /^(.*?)0{3}\d{3}$/;
const UNSCRUBBED_LENGTH = 60;

/** Resource groups of which a recording has two spellings. */
export class GroupNames {
  readonly #scrubbed: string[];

  constructor({ exchanges }: Recording) {
    const found = exchanges.flatMap(({ url }) =>
      [...url.matchAll(GROUP)].map(([, group = '']) => group.toLowerCase()),
    );
    this.#scrubbed = [...new Set(found)].filter((group) => SCRUBBED.test(group));
  }

  /** An id with its group as the recorded URLs call it. */
  translate(id: string): string {
    return id.replace(GROUP, (whole, group: string) => {
      if (group.length < UNSCRUBBED_LENGTH) return whole;
      const own = this.#scrubbed.find((name) =>
        group.toLowerCase().startsWith(SCRUBBED.exec(name)?.[1] ?? name),
      );
      return own === undefined ? whole : `/resourceGroups/${own}`;
    });
  }
}
