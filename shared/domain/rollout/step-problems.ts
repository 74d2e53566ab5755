import type { Amount } from '../../contracts/rollout/policy.ts';
import { newSize } from './sizes.ts';

/** Something in the steps of a policy that no schema can see. */
export interface StepsProblem {
  /** As `canary.steps[2].upgrade`. */
  path: string;
  code: string;
  message: string;
}

interface Amounts {
  path: string;
  steps: { upgrade?: Amount | undefined }[];
  desired: number;
}

/** Upgrades grow, stay within what is desired, and end there. */
export function upgradeProblems({ path, steps, desired }: Amounts): StepsProblem[] {
  const upgrades = steps.flatMap(({ upgrade }, index) =>
    upgrade === undefined
      ? []
      : [{ upgrade, size: newSize(upgrade, desired), path: `${path}[${index}].upgrade` }],
  );
  const last = upgrades.at(-1);
  if (!last)
    return [{ path, code: 'noUpgrade', message: 'has no upgrade step, so no machine would be replaced' }];
  return [
    ...upgrades.flatMap(({ upgrade, size, path: at }, index) => {
      if (size > desired) {
        const message = `${upgrade} is more than the ${desired} instances desired`;
        return [{ path: at, code: 'upgradeBeyondDesired', message }];
      }
      const before = upgrades[index - 1];
      if (!before || size >= before.size) return [];
      const message = `${upgrade} is less than the ${before.upgrade} before it: amounts count from the beginning`;
      return [{ path: at, code: 'upgradeShrinks', message }];
    }),
    ...(last.size < desired
      ? [
          {
            path: last.path,
            code: 'upgradeIncomplete',
            message: `the last upgrade reaches ${last.size} of ${desired} instances; end with 100%`,
          },
        ]
      : []),
  ];
}
