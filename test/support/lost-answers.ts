import { Given } from './given.ts';
import { ourDeployments, ownedTargets, vmsByMachine } from './ground-truth.ts';
import { brokenRules } from './invariants.ts';
import { When } from './when.ts';
import { World } from './world.ts';

/** A call to Octopus that comes to nothing, or is done and never answered. */
export interface Loss {
  /** Which of the calls since the story began, from 0. */
  nth: number;
  when: 'before' | 'after';
}

/** What is to be the same whatever was lost. */
export interface Told {
  targets: string[];
  /** Each machine as often as it was in a deployment, with the version. */
  deployedTo: string[];
  carrying: string[];
  phase: string | undefined;
  problems: string[];
  brokenRules: string[];
}

/** Two machines become four and then two again, and one call to Octopus is lost on the way. */
export async function scaleOutAndInWith(loss?: Loss): Promise<{ told: Told; calls: number }> {
  const world = await World.start();
  try {
    const [given, when] = [new Given(world), new When(world)];
    given.anEnvironment();
    given.aProject('Web Shop', { deployed: '1.1.0' });
    await given.aFleet('web', { instances: 2 });
    world.outside.octopus.resetCalls();
    if (loss) {
      const type = loss.when === 'before' ? ('reset' as const) : ('answer-lost' as const);
      when.octopusSuffers({ after: loss.nth, times: 1, effect: { type } });
    }
    when.scaledTo(4);
    await when.minutesPass(7);
    when.scaledTo(2);
    await when.minutesPass(7);
    const calls = Object.values(world.outside.octopus.calls()).reduce((sum, each) => sum + each, 0);
    return { told: await toldOf(world), calls };
  } finally {
    await world.stop();
  }
}

async function toldOf(world: World): Promise<Told> {
  const vms = vmsByMachine(world);
  const targets = ownedTargets(world, 'web').map(({ Id }) => vms.get(Id)?.name ?? Id);
  const [fleet] = await world.api.fleets();
  const ledger = await world.api.instances('web');
  return {
    targets: targets.sort(),
    deployedTo: ourDeployments(world)
      .flatMap(({ version, to }) => to.map((name) => `${name} ${version}`))
      .sort(),
    carrying: ledger
      .filter(({ releases }) => releases.length > 0)
      .map(({ name }) => name)
      .sort(),
    phase: fleet?.status.phase,
    problems: fleet?.status.problems.map(({ code }) => code) ?? [],
    brokenRules: await brokenRules(world, ['web']),
  };
}
