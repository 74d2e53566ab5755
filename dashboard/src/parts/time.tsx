import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { TheirClock } from '../data/their-clock.ts';
import { useCaller } from '../data/use-api.ts';

export const TIME_MODES = ['relative', 'local', 'UTC'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

interface Clock {
  mode: TimeMode;
  setMode: (mode: TimeMode) => void;
  /** The app's own time in milliseconds since the epoch, a second old at most. */
  now: number;
}

const ClockContext = createContext<Clock>({ mode: 'relative', setMode: () => undefined, now: Date.now() });
const KEPT_AS = 'fleet-conductor-time';

export function ClockProvider({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState<TimeMode>(keptMode);
  const [theirs] = useState(() => new TheirClock());
  const [now, setNow] = useState(Date.now());
  const read = useCaller()?.now;
  useEffect(() => {
    if (read !== undefined) theirs.read(read, Date.now());
    const tick = () => setNow(theirs.now(Date.now()));
    tick();
    const ticking = setInterval(tick, 1000);
    return () => clearInterval(ticking);
  }, [read, theirs]);
  useEffect(() => localStorage.setItem(KEPT_AS, mode), [mode]);
  const clock = useMemo(() => ({ mode, setMode, now }), [mode, now]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

export function useClock(): Clock {
  return use(ClockContext);
}

function keptMode(): TimeMode {
  const kept = localStorage.getItem(KEPT_AS);
  return TIME_MODES.find((mode) => mode === kept) ?? 'relative';
}

/** A moment, as people chose to read moments; all of it on hovering. */
export function Time({ at }: { at: string }) {
  const { mode, now } = useClock();
  return (
    <time dateTime={at} title={`${inUtc(at)} · ${new Date(at).toLocaleString('en-GB')}`}>
      {mode === 'relative' ? ago(now - Date.parse(at)) : mode === 'UTC' ? inUtc(at) : inLocal(at)}
    </time>
  );
}

function inUtc(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`;
}

function inLocal(at: string): string {
  return new Date(at).toLocaleString('sv-SE');
}

const UNITS: [unit: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `3 min ago`, `20 s from now`. */
export function ago(ms: number): string {
  const [unit, size] = UNITS.find(([, least]) => Math.abs(ms) >= least) ?? ['s', 1000];
  const amount = `${Math.floor(Math.abs(ms) / size)} ${unit}`;
  if (Math.abs(ms) < 1000) return 'now';
  return `${amount} ${ms >= 0 ? 'ago' : 'from now'}`;
}
