import type { Check } from '../../../contracts/rollout/plan.ts';
import type { FleetCloud } from '../fleet-cloud.ts';
import { same } from '../fleet-cloud.ts';
import { isScaleSetName } from '../names.ts';
import { type Found, ok, wrong } from './found.ts';

const RENAME = "Give the fleet's rollouts another prefix.";

/** Whether the next unit can have its name. */
export function nameChecks(_cloud: FleetCloud, { next: { name }, sets }: Found): Check[] {
  if (!isScaleSetName(name))
    return [
      wrong(
        'name',
        `${name} is not a name for a scale set: 1 to 64 letters, digits, -, _ and points.`,
        RENAME,
      ),
    ];
  if (sets.some((set) => same(set.name, name)))
    return [wrong('nameTaken', `There is a scale set ${name} that no rollout of this fleet made.`, RENAME)];
  return [ok('name', `The new scale set will be ${name}.`)];
}
