import type { Machine, MachinePolicy } from '../model.ts';
import type { World } from '../world.ts';
import { removeMachine } from './removal.ts';
import { queueTask } from './tasks.ts';
import { parseTimeSpan } from './time-span.ts';
import type { Transition } from './transition.ts';

/** The next scheduled health check or clean-up of any machine policy. */
export function nextPolicyTransition(world: World): Transition | undefined {
  let first: Transition | undefined;
  for (const policy of world.store.all('machinepolicies'))
    for (const next of [nextCheck(policy), nextCleanup(world, policy)])
      if (next && (!first || next.time < first.time)) first = next;
  return first;
}

function nextCheck(policy: MachinePolicy): Transition | undefined {
  const text = policy.MachineHealthCheckPolicy.HealthCheckInterval;
  const interval = text === null ? undefined : parseTimeSpan(text);
  if (!interval) return undefined;
  return { time: policy.CheckedAt + interval, apply: (world) => queueCheck(world, policy) };
}

function queueCheck(world: World, policy: MachinePolicy): void {
  world.store.put('machinepolicies', { ...policy, CheckedAt: world.now });
  const MachineIds = machinesOf(world, policy).map(({ Id }) => Id);
  if (MachineIds.length === 0) return;
  queueTask(world, {
    spaceId: policy.SpaceId,
    name: 'Health',
    description: `Check the health of the machines of ${policy.Name}`,
    arguments: { MachineIds, RestrictedTo: 'Policies' },
  });
}

function nextCleanup(world: World, policy: MachinePolicy): Transition | undefined {
  const { DeleteMachinesBehavior, DeleteMachinesElapsedTimeSpan } = policy.MachineCleanupPolicy;
  const elapsed = parseTimeSpan(DeleteMachinesElapsedTimeSpan);
  if (DeleteMachinesBehavior === 'DoNotDelete' || elapsed === undefined) return undefined;
  let first: Transition | undefined;
  for (const machine of machinesOf(world, policy)) {
    const time = machine.UnavailableSince === null ? Infinity : machine.UnavailableSince + elapsed;
    if (time < (first?.time ?? Infinity))
      first = { time, apply: (later) => removeMachine(later, machine, 'policy') };
  }
  return first;
}

function machinesOf(world: World, policy: MachinePolicy): Machine[] {
  return [...world.store.all('machines'), ...world.store.all('workers')].filter(
    (machine) => machine.MachinePolicyId === policy.Id,
  );
}
