import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { PlannedDeployment } from '../../contracts/reaction.ts';
import { isReady } from '../standing.ts';
import { namesOf } from '../wording.ts';

export interface Standing {
  rows: LedgerRow[];
  /** Deployments of ours that have not ended. */
  open: PlannedDeployment[];
  attempts: number;
}

interface Rule {
  code: string;
  applies(release: LedgerRelease, row: LedgerRow, attempts: number): boolean;
  /** `names` did not get `what`. */
  message(names: string, what: string): string;
  nextStep: string;
}

const AGAIN = 'POST /api/fleets/{fleet}/reconcile with {"retryDeployments": true}';

const RULES: Rule[] = [
  {
    code: 'deploymentRefused',
    // A freeze is nobody's fault, and passes (`freezeWait`).
    applies: ({ state, frozen }) => state === 'refused' && !frozen,
    message: (names, what) => `${names} were refused ${what}`,
    nextStep:
      'Then it is tried again with growing pauses, and at once on POST /api/fleets/{fleet}/reconcile.',
  },
  {
    code: 'deploymentFailed',
    applies: ({ state, attempts: used }, _row, attempts) => state === 'failed' && used >= attempts,
    message: (names, what) => `${names} did not get their release although all attempts were made: ${what}`,
    nextStep: `Look at the failed deployment; have it tried again with ${AGAIN}.`,
  },
  {
    code: 'deploymentCancelled',
    applies: ({ state }) => state === 'cancelled',
    message: (names, what) => `${names} did not get ${what}: the deployment was cancelled`,
    nextStep: `Nothing is done unless it is asked for: ${AGAIN}.`,
  },
  {
    code: 'deploymentLeftOut',
    // One that is disabled or unhealthy is told of for that.
    applies: ({ state }, row) =>
      state === 'leftOut' && row.target?.disabled !== true && row.health !== 'unhealthy',
    message: (names, what) => `${names} did not get ${what}: it was deployed without them`,
    nextStep: 'Check their environment, roles and tenants against the project’s steps; it is tried again.',
  },
];

/** What keeps releases from machines and needs, or may need, a person; one problem for each cause. */
export function deploymentPoints({ rows, open, attempts }: Standing): Problem[] {
  const present = rows.filter(isReady);
  const causes = new Map<string, { rule: Rule; release: LedgerRelease; hit: LedgerRow[] }>();
  for (const row of present)
    for (const release of Object.values(row.releases)) {
      const rule = RULES.find((each) => each.applies(release, row, attempts));
      if (!rule) continue;
      const key = `${rule.code} ${release.message ?? release.version}`;
      const { hit = [] } = causes.get(key) ?? {};
      causes.set(key, { rule, release, hit: [...hit, row] });
    }
  const waiting = open.filter(({ waitsSince }) => waitsSince !== undefined);
  const uncancelled = open.filter(({ cancelled }) => cancelled?.refused !== undefined);
  return [
    ...[...causes.values()].map(problemOf),
    ...waiting.map(waitsForPerson),
    ...uncancelled.map(cannotBeCancelled),
  ];
}

function problemOf({
  rule,
  release,
  hit,
}: {
  rule: Rule;
  release: LedgerRelease;
  hit: LedgerRow[];
}): Problem {
  const message = rule.message(namesOf(hit), release.message ?? release.version);
  const nextStep = [release.nextStep, rule.nextStep].filter((step) => step !== undefined).join(' ');
  return { kind: 'Permanent', code: rule.code, message: ended(message), nextStep };
}

function ended(sentence: string): string {
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

function waitsForPerson({
  projectName,
  version,
  deploymentId,
  waitsSince,
  link,
}: PlannedDeployment): Problem {
  const where = link === undefined ? '' : ` at ${link}`;
  return {
    kind: 'Permanent',
    code: 'deploymentWaits',
    message: `${projectName} ${version} (${deploymentId ?? ''}) has waited for a person since ${waitsSince ?? ''}.`,
    nextStep: `Answer its interruption in Octopus${where}, or cancel the deployment there.`,
  };
}

/** It runs on, and its machines wait for its end. */
function cannotBeCancelled({
  projectName,
  version,
  deploymentId,
  cancelled,
  link,
}: PlannedDeployment): Problem {
  const { why = '', refused = '', nextStep = 'Cancel it where it runs.' } = cancelled ?? {};
  const where = link === undefined ? '' : `Cancel it at ${link}. `;
  return {
    kind: 'Permanent',
    code: 'deploymentNotCancelled',
    message: `${projectName} ${version} (${deploymentId ?? ''}) was to be cancelled because ${why}. ${refused}`,
    nextStep: `${where}${nextStep}`,
  };
}
