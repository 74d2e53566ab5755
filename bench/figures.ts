/** The value that so large a share (0 to 1) of the values does not exceed; NaN of nothing. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value; of an even number of values the lower of the two in the middle. */
export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** `p` in `cost ~ size^p` between two sizes: 1 is linear, below 1 grows slower. */
export function growthExponent(small: [number, number], large: [number, number]): number {
  return rounded(Math.log(large[1] / small[1]) / Math.log(large[0] / small[0]), 2);
}

/** Cut to so many decimals. */
export function rounded(value: number, decimals = 1): number {
  return Number(value.toFixed(decimals));
}
