/** What befalls a request, in place of or beside its answer. */
export type FaultEffect =
  /** Refused before anything is done. */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly error?: string;
      readonly retryAfter?: number;
    }
  /** Cut off before it arrives, or after it was done. */
  | { readonly type: 'reset' }
  | { readonly type: 'answer-lost' }
  /** It arrives twice; the caller hears of the second time. */
  | { readonly type: 'twice' }
  /** Done, and never answered. */
  | { readonly type: 'hang' };

export interface Fault {
  /** All of them, when absent. */
  readonly endpoint?: string;
  /** So many requests are let through first. */
  readonly after: number;
  /** How often; null: until it is cleared. */
  readonly times: number | null;
  readonly effect: FaultEffect;
}

export type FaultSeed = Pick<Fault, 'endpoint' | 'effect'> & Partial<Pick<Fault, 'after' | 'times'>>;

/** The effect of the first fault that is meant for the endpoint, and the faults that are left. */
export function strike(
  faults: readonly Fault[],
  endpoint: string,
): { effect: FaultEffect | undefined; left: readonly Fault[] } {
  const index = faults.findIndex((fault) => fault.endpoint === undefined || fault.endpoint === endpoint);
  const fault = faults[index];
  if (!fault) return { effect: undefined, left: faults };
  if (fault.after > 0)
    return { effect: undefined, left: faults.with(index, { ...fault, after: fault.after - 1 }) };
  if (fault.times === 1) return { effect: fault.effect, left: faults.toSpliced(index, 1) };
  const left = fault.times === null ? faults : faults.with(index, { ...fault, times: fault.times - 1 });
  return { effect: fault.effect, left };
}
