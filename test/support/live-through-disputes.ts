import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Dealing } from './dealings.ts';
import type { Api } from './api.ts';
import { Given } from './given.ts';
import { brokenRules } from './invariants.ts';
import { type Dispute, fleetOf, happen, MARK } from './ownership-acts.ts';
import { type Act, FLEETS, ownershipStories, SCALE_SETS, SOUTH } from './ownership-story.ts';
import { withTimelines } from './scenario.ts';
import { When } from './when.ts';
import { INSTALLATION, World } from './world.ts';

const ROUND_MINUTES = 6;

/**
 * Lives through so many random stories of two installations on one Octopus server; throws the first in which one dealt with
 * what is another's, with its seed and path (SEED, STORY_PATH and SHRINK as with the other stories). Answers how much was
 * removed and deployed in all of them: in a story in which nothing happens nothing is wrong.
 */
export async function findDisputes(numRuns: number): Promise<Record<Dealing['what'], number>> {
  const { SEED, STORY_PATH } = process.env;
  const seen = { removes: 0, marks: 0, 'deploys to': 0 };
  const property = fc.asyncProperty(ownershipStories, async (story) => {
    for (const { what } of await liveThrough(story)) seen[what] += 1;
  });
  await fc.assert(property, {
    numRuns,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    ...(STORY_PATH === undefined ? {} : { path: STORY_PATH }),
    endOnFailure: process.env['SHRINK'] === undefined,
  });
  return seen;
}

async function liveThrough(story: Act[]): Promise<Dealing[]> {
  const world = await World.start();
  try {
    const dispute = await begin(world);
    for (const act of story) {
      await happen(dispute, act);
      await dispute.when.minutesPass(act.what === 'put' ? ROUND_MINUTES / 2 : ROUND_MINUTES);
    }
    await dispute.when.minutesPass(ROUND_MINUTES * 2);
    const fleets = (await world.api.fleets()).map(({ name }) => name);
    const broken = [...(await brokenRules(world, fleets)), ...(await trespasses(dispute))];
    expect(broken).toEqual([]);
    return world.dealings.all;
  } catch (error) {
    throw await withTimelines(error as Error, world);
  } finally {
    await world.stop();
  }
}

async function begin(world: World): Promise<Dispute> {
  const [given, when] = [new Given(world), new When(world)];
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0' });
  for (const name of Object.values(SCALE_SETS).flat()) given.aScaleSet(name, { instances: 2 });
  const apis = new Map([
    [INSTALLATION, world.api],
    [SOUTH, await world.alsoRuns(SOUTH)],
  ]);
  world.beginStory();
  return { world, given, when, apis, pointed: new Map(), letGo: new Set() };
}

/** Rule 15, by the books of Octopus and Azure alone: one sentence for each dealing with what was not one’s own. */
async function trespasses(dispute: Dispute): Promise<string[]> {
  const removers = await tellingOfRemovals(dispute);
  return dispute.world.dealings.all
    .flatMap((dealing) => {
      const { what, fleet, target } = dealing;
      // Only the fleets’ own stories tell which of an installation’s fleets removed something.
      const who =
        what === 'removes' ? (removers.get(`${dealing.installation} ${target.Id}`) ?? [undefined]) : [fleet];
      return who.map((each) => ({ ...dealing, fleet: each }));
    })
    .filter((dealing) => !isOwn(dispute, dealing))
    .map(
      ({ what, installation, fleet = '', target: { Id, Name, Roles } }) =>
        `${installation} ${fleet} ${what} ${Name} (${Id}), which carries ${Roles.join(', ')}`,
    );
}

/** By `installation target`: the fleets that tell of having removed it. */
async function tellingOfRemovals({ apis }: Dispute): Promise<Map<string, string[]>> {
  const told = new Map<string, string[]>();
  for (const [installation, api] of apis)
    for (const { name } of await api.fleets())
      for (const id of await removedBy(api, name)) {
        const key = `${installation} ${id}`;
        told.set(key, [...(told.get(key) ?? []), name]);
      }
  return told;
}

async function removedBy(api: Api, fleet: string): Promise<string[]> {
  const lines = (await api.timeline(fleet)).filter(({ kind }) => kind === 'targetPruned');
  return lines.map(({ data }) => String(data?.['machineId']));
}

function isOwn({ world, pointed, letGo }: Dispute, { what, installation, fleet, target }: Dealing): boolean {
  const owners =
    fleet === undefined ? FLEETS.map((each) => `${installation}/${each}`) : [`${installation}/${fleet}`];
  const marks = [...new Set(target.Roles.filter((role) => role.startsWith(MARK)))];
  if (marks.some((mark) => !owners.includes(fleetOf(mark)))) return false;
  if (marks.length > 1) return false;
  if (what === 'removes' && (marks.length === 1 || letGo.has(`${installation} ${target.Id}`))) return true;
  // Without a mark, and whenever something is done with the machine itself, only the machine tells.
  const fleets = pointed.get(world.witness.behind(target.Thumbprint)?.record.scaleSet ?? '');
  return owners.some((owner) => fleets?.has(owner));
}
