import type { Fault, FaultSeed } from './faults.ts';
import type { Deployment, Outcome, State, Target, World } from './model.ts';
import { begin } from './rules/deployments.ts';

/** The side door: what people do at the receiver, and what befalls it. */
export interface ReceiverControl {
  state(): State;
  /** What the machines of an owner, or of all (`*`), are to have from now on. */
  setRelease(version: string, owner?: string): void;
  /** A deployment that somebody makes, to all of an owner's machines or to some. */
  deploys(owner: string, wanted: Pick<Deployment, 'release'> & Partial<Pick<Deployment, 'targets'>>): void;
  /** Deployments of it that are made from now on fail; without a reason they are well again. */
  releaseIs(version: string, why?: string): void;
  changeTarget(id: string, change: Partial<Pick<Target, 'disabled' | 'owner'>>): void;
  /** Behind everybody's back. */
  removeTarget(id: string): void;
  fault(seed: FaultSeed): void;
  clearFaults(): void;
}

interface Parts {
  state: () => State;
  become: (change: (world: World) => Pick<Outcome, 'state'>) => void;
  faults: (change: (faults: readonly Fault[]) => readonly Fault[]) => void;
}

export function makeControl({ state, become, faults }: Parts): ReceiverControl {
  return {
    state,
    setRelease: (version, owner = '*') =>
      become((world) => {
        const releases = { ...world.state.releases, [owner]: { version, since: world.now } };
        return { state: { ...world.state, releases } };
      }),
    deploys: (owner, { release, targets = [] }) =>
      become((world) => begin(world, { owner, release, targets })),
    releaseIs: (version, why) =>
      become(({ state: before }) => {
        const { [version]: _before, ...others } = before.bad;
        return { state: { ...before, bad: why === undefined ? others : { ...others, [version]: why } } };
      }),
    changeTarget: (id, change) =>
      become(({ state: before }) => {
        const targets = before.targets.map((each) => (each.id === id ? { ...each, ...change } : each));
        return { state: { ...before, targets } };
      }),
    removeTarget: (id) =>
      become(({ state: before }) => {
        return { state: { ...before, targets: before.targets.filter((each) => each.id !== id) } };
      }),
    fault: ({ after = 0, times = 1, ...seed }) => faults((all) => [...all, { ...seed, after, times }]),
    clearFaults: () => faults(() => []),
  };
}
