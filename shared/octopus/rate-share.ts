/** Calls that begin a large piece of work, of which a fleet may have a thousand: whose they are, and how many it takes. */
export interface Bulk {
  fleet: string;
  calls: number;
}

/** How the fleets of this process share what a server allows its user each minute. */
export interface RateShare {
  /** Takes room for the calls, or tells why and for how many seconds the fleet has to wait. */
  take(bulk: Bulk): { reason: string; seconds: number } | undefined;
  /** What an answer told: the server knows best, also of what others do with the same key. */
  heard(headers: Headers): void;
  /** It was asked too often all the same. */
  refused(): void;
}

/** Of what the server allows at once, so much is kept for what is not bulk: removing targets, deploying, looking. */
const KEPT_BACK = 0.1;
/** Longer than a fleet waits for its next share. */
const COUNTS_AS_ASKING_MS = 90_000;
/** What a fleet waits for, unless its whole share is less: fewer, larger rounds cost less of everything else. */
const WORTH_A_ROUND = 100;
const MOST = Number.MAX_SAFE_INTEGER;
const SHORTEST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 60;

interface Bucket {
  level: number;
  at: number;
}

interface Allowed {
  /** At once. */
  burst: number;
  perMinute: number;
}

/**
 * A token bucket like the server's, and below it one of equal size for each fleet that asks at the time. Nothing is held
 * back from a server that does not say what it allows. `now`: milliseconds since the epoch.
 * Facts: Octopus's rate limiting, a token bucket for each user, told by `Octopus-RateLimit-Policy` (`l=200;rpm=600`) and
 * `Octopus-RateLimit` (`r=7;t=18`).
 */
export function rateShare(now: () => number): RateShare {
  let allowed: Allowed | undefined;
  let whole: Bucket = { level: 0, at: 0 };
  const fleets = new Map<string, Bucket & { askedAt: number }>();

  function take({ fleet, calls }: Bulk) {
    if (!allowed) return undefined;
    const time = now();
    for (const [name, { askedAt }] of fleets) if (time - askedAt > COUNTS_AS_ASKING_MS) fleets.delete(name);
    const known = fleets.get(fleet);
    const sharers = known ? fleets.size : fleets.size + 1;
    const share = shareOf(allowed, { sharers, calls });
    const own = { ...filled(known ?? { level: share.burst, at: time }, share, time), askedAt: time };
    whole = filled(whole, allowed, time);
    fleets.set(fleet, own);
    // Where a server allows hardly more at once than this takes, the most there ever is must do.
    const needed = Math.min(allowed.burst, calls + allowed.burst * KEPT_BACK);
    const isThere = whole.level >= needed && own.level >= calls;
    if (!isThere) return { reason: reasonOf(allowed, sharers), seconds: secondsToWait(own, share) };
    own.level -= calls;
    whole.level -= calls;
    return undefined;
  }

  function heard(headers: Headers): void {
    const policy = numbersIn(headers.get('octopus-ratelimit-policy'));
    const { r: remaining } = numbersIn(headers.get('octopus-ratelimit'));
    if (!policy.l || !policy.rpm || remaining === undefined) return;
    const time = now();
    const told = { burst: policy.l, perMinute: policy.rpm };
    // What was taken and not yet sent is in our own count only.
    whole = allowed ? filled(whole, told, time) : { level: remaining, at: time };
    whole.level = Math.min(whole.level, remaining);
    allowed = told;
  }

  return { take, heard, refused: () => (whole = { level: 0, at: now() }) };
}

function shareOf({ burst, perMinute }: Allowed, { sharers, calls }: { sharers: number; calls: number }) {
  // One piece of work must fit, however many they are.
  return {
    burst: Math.max(calls, (burst * (1 - KEPT_BACK)) / sharers),
    perMinute: perMinute / sharers,
  };
}

function filled({ level, at }: Bucket, { burst, perMinute }: Allowed, now: number): Bucket {
  return { level: Math.min(burst, level + ((now - at) / 60_000) * perMinute), at: now };
}

function secondsToWait({ level }: Bucket, { burst, perMinute }: Allowed): number {
  const seconds = ((Math.min(burst, WORTH_A_ROUND) - level) * 60) / perMinute;
  return Math.ceil(Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, seconds)));
}

function reasonOf({ perMinute }: Allowed, sharers: number): string {
  const who = sharers === 1 ? 'which this fleet has used up' : `which ${sharers} fleets share at the moment`;
  return `allows ${perMinute} calls a minute, ${who}`;
}

/** `{l: 200, rpm: 600}` of `l=200;rpm=600`; what is more than can be counted with is only very much. */
function numbersIn(header: string | null): Partial<Record<string, number>> {
  const pairs = (header ?? '').matchAll(/(\w+)=(\d+)/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', value]) => [name, Math.min(Number(value), MOST)] as const),
  );
}
