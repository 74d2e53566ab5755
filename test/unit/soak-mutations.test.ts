import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MUTATIONS } from '../soak/mutations.ts';

test.each(MUTATIONS)('there is a fix to take out: $name', ({ also = [], ...mutation }) => {
  for (const { file, from } of [mutation, ...also]) {
    const pieces = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split(from);
    expect({ file, times: pieces.length - 1 }).toEqual({ file, times: 1 });
  }
});
