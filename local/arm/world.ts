import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store/store.ts';

/** Everything an operation may use. */
export interface World {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly store: Store;
  settings: Settings;
  readonly log: (line: string) => void;
}
