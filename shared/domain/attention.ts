import type { LedgerRow } from '../contracts/ledger.ts';
import type { Problem } from '../contracts/problem.ts';
import { isAiling, isPresent, isReady } from './standing.ts';
import { namesOf } from './wording.ts';

interface Rule {
  code: string;
  what: string;
  nextStep: string;
  applies(row: LedgerRow): boolean;
}

/** What a person should know about a fleet although nothing is broken on our side, one problem a kind. */
export function attentionPoints(rows: LedgerRow[], isTargeted = true): Problem[] {
  const present = rows.filter(isPresent);
  return (isTargeted ? [FAILED, ...OF_TARGETS] : [FAILED]).flatMap((rule) => {
    const hit = present.filter((row) => rule.applies(row));
    return hit.length === 0 ? [] : [problemOf(rule, hit)];
  });
}

const FAILED: Rule = {
  code: 'instanceFailed',
  what: 'failed in Azure and get no deployment',
  nextStep: 'Look at their status in Azure; reimage or delete them.',
  applies: (row) => row.state === 'failed',
};

/** Of fleets whose machines are registered. */
const OF_TARGETS: Rule[] = [
  {
    code: 'instanceNotRegistered',
    what: 'are ready but have no deployment target',
    nextStep:
      'Look at the reason of each; check that what is to be reached on them (with Octopus: the Tentacle) runs and can be reached. The next reconciliation tries again.',
    applies: (row) => isReady(row) && !row.target,
  },
  {
    code: 'instanceUnhealthy',
    what: 'are registered but not healthy, so nothing is deployed to them',
    nextStep: 'Look at their last health check; the next reconciliation checks them again.',
    applies: (row) => isAiling(row) && !isServed(row) && !isLeftOut(row),
  },
  {
    code: 'targetDisabled',
    what: 'are disabled where they are registered, so nothing is deployed to them',
    nextStep: 'Enable the targets there; they get what they missed within a reconciliation.',
    applies: (row) => isReady(row) && row.target?.disabled === true,
  },
];

/** Was left out of a deployment, and is to be checked for that: told of as that. */
function isLeftOut({ health, releases }: LedgerRow): boolean {
  return health === 'unknown' && Object.values(releases).some(({ state }) => state === 'leftOut');
}

/** Carries all that was ever deployed to it: its health is the machine policy's business, not ours. */
export function isServed(row: LedgerRow): boolean {
  const releases = Object.values(row.releases);
  return releases.length > 0 && releases.every((own) => own.state === 'deployed');
}

function problemOf({ code, what, nextStep }: Rule, rows: LedgerRow[]): Problem {
  return { kind: 'Permanent', code, message: `${namesOf(rows)} ${what}.`, nextStep };
}
