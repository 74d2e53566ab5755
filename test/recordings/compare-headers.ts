import type { Difference } from './compare-bodies.ts';
import { operationIn, type Exchange } from './recording.ts';

const POLLED = ['azure-asyncoperation', 'location'];
const LEFT = 'x-ms-ratelimit-remaining-resource';
const FRONT_DOOR = 'x-ms-ratelimit-remaining-subscription-';

/**
 * Compares the headers a client acts on: the URLs of long-running operations, Retry-After unless the recorder strips it,
 * and which rate limits are told of. What the recorder strips is compared only where it is there.
 */
export function compareHeaders(
  { responseHeaders: recorded, url }: Pick<Exchange, 'responseHeaders' | 'url'>,
  simulated: Headers,
  { keepsRetryAfter }: { keepsRetryAfter: boolean },
): Difference[] {
  return [
    ...POLLED.flatMap((name) => compareUrl(name, recorded[name], simulated.get(name) ?? undefined)),
    ...(keepsRetryAfter || recorded['retry-after'] !== undefined
      ? compareRetryAfter(recorded['retry-after'], simulated.get('retry-after'), url)
      : []),
    ...compareGroups(recorded[LEFT], simulated.get(LEFT) ?? undefined),
    ...Object.keys(recorded)
      .filter((name) => name.startsWith(FRONT_DOOR) && !simulated.has(name))
      .map((name): Difference => ({ path: `header ${name}`, kind: 'missing' })),
  ];
}

function compareUrl(name: string, recorded?: string, simulated?: string): Difference[] {
  const path = `header ${name}`;
  if (recorded === undefined && simulated === undefined) return [];
  if (recorded === undefined) return [{ path, kind: 'extra' }];
  if (simulated === undefined) return [{ path, kind: 'missing' }];
  const [theirs, ours] = [new URL(recorded), new URL(simulated)];
  return [
    ...(shapeOf(theirs) === shapeOf(ours)
      ? []
      : [{ path, kind: 'value' as const, detail: `${shapeOf(ours)}, not ${shapeOf(theirs)}` }]),
    ...compareSignatures(path, theirs, ours),
    ...compareNames(path, asked(theirs), asked(ours)),
  ];
}

const SIGNATURE = ['p', 't', 'c', 's', 'h'];

/** Later traffic has signed URLs; no client reads the signature. */
function compareSignatures(path: string, theirs: URL, ours: URL): Difference[] {
  const signs = (url: URL) => SIGNATURE.some((name) => url.searchParams.has(name));
  if (signs(theirs) === signs(ours)) return [];
  return [{ path: `${path} signature`, kind: signs(theirs) ? 'missing' : 'extra' }];
}

function asked(url: URL): string[] {
  return [...url.searchParams.keys()].filter((name) => !SIGNATURE.includes(name));
}

/** The path with the operation's own id left out. */
function shapeOf(url: URL): string {
  return url.pathname.toLowerCase().replace(/[0-9a-f-]{36}$/, '{id}');
}

/** How long a running operation may still take is the service's guess: of polls only counts that they ask for a wait. */
function compareRetryAfter(
  recorded: string | undefined,
  simulated: string | null,
  url: string,
): Difference[] {
  const path = 'header retry-after';
  if (recorded === undefined) return simulated === null ? [] : [{ path, kind: 'extra' }];
  if (simulated === null) return [{ path, kind: 'missing' }];
  const isGuess = operationIn(url) !== undefined;
  return isGuess || recorded === simulated
    ? []
    : [{ path, kind: 'value', detail: `${simulated}, not ${recorded}` }];
}

/** `Microsoft.Compute/<group>;<left>,..`: the groups are compared, not what is left in them. */
function compareGroups(recorded?: string, simulated?: string): Difference[] {
  const path = `header ${LEFT}`;
  if (recorded === undefined) return simulated === undefined ? [] : [{ path, kind: 'extra' }];
  if (simulated === undefined) return [{ path, kind: 'missing' }];
  if (!OLD_WINDOW.test(recorded)) return compareNames(path, groupsOf(recorded), groupsOf(simulated));
  return [
    { path: `${path} windows`, kind: 'value', detail: 'named after their scope, not their window' },
    ...compareNames(path, kindsOf(recorded), kindsOf(simulated)),
  ];
}

/** Until 2023 a group was named after its window, since then after what it belongs to. */
const OLD_WINDOW = /\d+Min;/;
const SUFFIX = /(\d+Min|SubscriptionMaximum|Resource)$/;

function groupsOf(header: string): string[] {
  return header.split(',').map((limit) => limit.split(';', 1)[0]?.split('/').at(-1) ?? '');
}

function kindsOf(header: string): string[] {
  return [...new Set(groupsOf(header).map((group) => group.replace(SUFFIX, '')))];
}

function compareNames(path: string, recorded: string[], simulated: string[]): Difference[] {
  return [
    ...recorded
      .filter((name) => !simulated.includes(name))
      .map((name): Difference => ({ path: `${path} ${name}`, kind: 'missing' })),
    ...simulated
      .filter((name) => !recorded.includes(name))
      .map((name): Difference => ({ path: `${path} ${name}`, kind: 'extra' })),
  ];
}
