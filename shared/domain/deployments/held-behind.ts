import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';
import type { Problem } from '../../contracts/problem.ts';
import { isDeployable } from '../standing.ts';
import { namesOf } from '../wording.ts';
import { carries } from './releases-of-row.ts';
import type { WantedRelease } from './seen-deployment.ts';

interface Held {
  project: NamedProject;
  wanted: WantedRelease;
  /** What comes before it in the fleet's order. */
  before: WantedRelease[];
  /** Every project of the fleet. */
  projects: NamedProject[];
}

interface NamedProject {
  projectId: string;
  projectName: string;
}

/** These do not get better by waiting for a moment. A freeze passes, and is told of as that. */
const STUCK = new Set<LedgerRelease['state']>(['failed', 'refused', 'cancelled', 'leftOut']);

/** Who does not get a project because one before it did not get there; else nobody would see why. */
export function heldBehind(rows: LedgerRow[], { project, wanted, before, projects }: Held): Problem[] {
  const isStuck = (row: LedgerRow, { projectId }: WantedRelease) => {
    const own = row.releases[projectId];
    return own !== undefined && STUCK.has(own.state) && !own.frozen;
  };
  const nameOf = (id: string) => projects.find(({ projectId }) => projectId === id)?.projectName ?? id;
  const waiting = rows.filter((row) => isDeployable(row) && !carries(row, wanted));
  return before.flatMap((first) => {
    const held = waiting.filter((row) => !carries(row, first) && isStuck(row, first));
    return held.length === 0
      ? []
      : [problemOf(held, project.projectName, `${nameOf(first.projectId)} ${first.version}`)];
  });
}

function problemOf(held: LedgerRow[], projectName: string, first: string): Problem {
  return {
    kind: 'Permanent',
    code: 'projectHeldBack',
    message: `${namesOf(held)} do not get ${projectName} before ${first}, which they did not get.`,
    nextStep: 'See to that one first, or deploy the projects side by side (deploy.projects).',
  };
}
