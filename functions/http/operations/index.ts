import { EVENTS } from './events.ts';
import { FLEETS } from './fleets.ts';
import type { Operation } from './operation.ts';
import { ROLLOUTS } from './rollouts.ts';
import { SERVICE } from './service.ts';

const ALL = { ...FLEETS, ...ROLLOUTS, ...EVENTS, ...SERVICE };

export type OperationId = keyof typeof ALL;

/** The whole HTTP API: its routes are registered from this table, and docs/openapi.json is written from it. */
export const OPERATIONS: Record<OperationId, Operation> = ALL;
export const OPERATION_IDS = Object.keys(ALL) as OperationId[];
