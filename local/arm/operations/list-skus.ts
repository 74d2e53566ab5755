import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { SCALE_SETS } from '../ids.ts';
import type { World } from '../world.ts';
import { requireScaleSet } from './finding.ts';

const SIZES = [
  'Standard_B2s',
  'Standard_D2s_v5',
  'Standard_D4s_v5',
  'Standard_D8s_v5',
  'Standard_E4s_v5',
  'Standard_F4s_v2',
];

/** The sizes a set may be changed to, its own first. */
export function listSkus(world: World, request: ArmRequest): ArmResponse {
  const { sku, properties } = requireScaleSet(world, request);
  const maximum = properties.singlePlacementGroup === false ? 1_000 : 100;
  const names = [...new Set([sku.name, ...SIZES])];
  return ok({
    value: names.map((name) => ({
      resourceType: SCALE_SETS,
      sku: { name, tier: 'Standard' },
      capacity: { minimum: 0, maximum, defaultCapacity: 1, scaleType: 'Automatic' },
    })),
  });
}
