import type { Activity } from '../answering.ts';
import { takeTurn } from './take-turn.ts';

/** Obeys what was asked, and says what the rollout does next; asks nothing of the world. */
export const decideTurn: Activity<'decideTurn'> = (deps, order) =>
  takeTurn(deps, { ...order, kind: 'decideTurn' }, () => Promise.resolve({}));
