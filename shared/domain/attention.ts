import type { LedgerRow } from '../contracts/ledger.ts';
import type { Problem } from '../contracts/problem.ts';
import { isPresent } from './standing.ts';

interface Rule {
  code: string;
  what: string;
  nextStep: string;
  applies(row: LedgerRow): boolean;
}

const NAMES_SHOWN = 10;

/** What a person should know about a fleet although nothing is broken on our side, one problem a kind. */
export function attentionPoints(rows: LedgerRow[], attempts: number): Problem[] {
  const present = rows.filter(isPresent);
  return rulesFor(attempts).flatMap((rule) => {
    const hit = present.filter((row) => rule.applies(row));
    return hit.length === 0 ? [] : [problemOf(rule, hit)];
  });
}

function rulesFor(attempts: number): Rule[] {
  return [
    {
      code: 'instanceFailed',
      what: 'failed in Azure and get no deployment',
      nextStep: 'Look at their status in Azure; reimage or delete them.',
      applies: (row) => row.state === 'failed',
    },
    {
      code: 'instanceNotRegistered',
      what: 'are ready but have no deployment target',
      nextStep:
        'Check that the Tentacle runs on them and that Octopus can reach it; the next reconciliation tries again.',
      applies: (row) => row.state === 'ready' && !row.target,
    },
    {
      code: 'instanceUnhealthy',
      what: 'are registered but not healthy, so nothing is deployed to them',
      nextStep: 'Look at their last health check in Octopus; the next reconciliation checks them again.',
      applies: (row) =>
        row.state === 'ready' && row.target !== undefined && row.health !== 'healthy' && !isServed(row),
    },
    {
      code: 'deploymentFailed',
      what: `did not get their release in ${attempts} attempts`,
      nextStep: 'Look at the failed deployment in Octopus; deploy by hand or remove the instance.',
      applies: (row) =>
        Object.values(row.releases).some((own) => own.state === 'failed' && own.attempts >= attempts),
    },
  ];
}

/** Carries all that was ever deployed to it: its health is the machine policy's business, not ours. */
export function isServed(row: LedgerRow): boolean {
  const releases = Object.values(row.releases);
  return releases.length > 0 && releases.every((own) => own.state === 'deployed');
}

function problemOf({ code, what, nextStep }: Rule, rows: LedgerRow[]): Problem {
  const names = rows.slice(0, NAMES_SHOWN).map((row) => row.name);
  const more = rows.length > NAMES_SHOWN ? ` and ${rows.length - NAMES_SHOWN} more` : '';
  return { kind: 'Permanent', code, message: `${names.join(', ')}${more} ${what}.`, nextStep };
}
