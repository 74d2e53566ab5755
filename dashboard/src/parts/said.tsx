import { Fragment } from 'react';
import { nameIn } from '../data/words.ts';
import { Time } from './time.tsx';

/** A moment, or the resource id of something on Azure. */
const PARTS = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\/subscriptions\/[\w\-/.()]*[\w)])/;

/** What the app says: with its moments as people chose to read moments, and things by their names. */
export function Said({ text }: { text: string }) {
  return text
    .split(PARTS)
    .map((part, index) => <Fragment key={index}>{index % 2 === 0 ? part : shown(part)}</Fragment>);
}

function shown(part: string) {
  return part.startsWith('/') ? <span title={part}>{nameIn(part)}</span> : <Time at={part} />;
}
