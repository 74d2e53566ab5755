import type { World } from '../world.ts';

/** Something that will happen at an instant; `apply` gets the world as it is at that instant. */
export interface Transition {
  time: number;
  apply: (world: World) => void;
}
