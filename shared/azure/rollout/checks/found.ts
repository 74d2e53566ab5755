import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { ProblemError } from '../../../contracts/problem.ts';
import type { Size } from '../../../contracts/rollout/facets.ts';
import type { Check, UnitSeen, World } from '../../../contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../../contracts/rollout/policy.ts';
import type { Locks } from '../locks.ts';
import type { Front } from '../front.ts';

/** What a survey has found before its checks. */
export interface Found {
  policy: RolloutPolicy;
  /** All scale sets of the resource group. */
  sets: VirtualMachineScaleSet[];
  base: VirtualMachineScaleSet | undefined;
  units: UnitSeen[];
  stable: UnitSeen | undefined;
  next: World['next'];
  /** What the new unit is to be in the end. */
  size: Size;
  front: Front | undefined;
  locks: Locks;
}

export function ok(code: string, message: string): Check {
  return { code, result: 'ok', message };
}

export function wrong(code: string, message: string, nextStep: string): Check {
  return { code, result: 'failed', message, nextStep };
}

export function doubtful(code: string, message: string, nextStep: string): Check {
  return { code, result: 'warning', message, nextStep };
}

/** What could not be asked is not known: it neither passes nor fails. */
export async function asked(code: string, check: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { message, nextStep } = error.problem;
    return [{ code, result: 'unknown', message: `This could not be checked. ${message}`, nextStep }];
  }
}
