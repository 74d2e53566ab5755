import type { ScaleSetRecord } from '../records.ts';
import { isFlexible } from './scale-set-state.ts';

/** How many more than wanted were seen to be created; beyond these the documented 20 %. */
const SEEN_EXTRAS: Record<number, number> = { 1: 1, 2: 2, 3: 4, 4: 4, 5: 3 };

/** Instances created on top of `wanted`; Uniform sets over-provision unless told not to. */
export function surplusFor(scaleSet: ScaleSetRecord, wanted: number): number {
  if (wanted === 0 || isFlexible(scaleSet) || scaleSet.properties.overprovision === false) return 0;
  return SEEN_EXTRAS[wanted] ?? Math.max(3, Math.ceil(wanted * 0.2));
}
