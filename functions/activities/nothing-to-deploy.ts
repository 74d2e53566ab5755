import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { namesOf } from '../../shared/domain/wording.ts';
import type { ResolvedProject } from '../../shared/ports/target-registry.ts';

/** Why a project of the fleet has no release to deploy, and what to do. */
export function nothingToDeploy({
  projectName,
  release,
  channelId,
  alwaysLatest,
  promoteFrom,
  isRunbook,
}: ResolvedProject): Problem {
  if (isRunbook) return nothingPublished(projectName);
  const isPinned = release !== 'latest' && !release.includes('*');
  if (isPinned || alwaysLatest)
    return {
      kind: 'Permanent',
      code: 'releaseNotFound',
      message: `${projectName} has no release${release === 'latest' ? '' : ` ${release}`}.`,
      nextStep: 'Create the release, or name another one in the fleet.',
    };
  const environment = promoteFrom?.name ?? 'this environment';
  const where = channelId === undefined ? environment : `${environment} from the fleet’s channel`;
  const which = release === 'latest' ? '' : ` ${release}`;
  return {
    kind: 'Permanent',
    code: 'noFullDeployment',
    message: `No release${which} of ${projectName} was deployed in full and with success to ${where}.`,
    nextStep: 'Deploy a release in full once, or name the release in the fleet.',
  };
}

function nothingPublished(name: string): Problem {
  return {
    kind: 'Permanent',
    code: 'runbookNotPublished',
    message: `Nothing of the runbook ${name} is published.`,
    nextStep: 'Publish a snapshot of it in Octopus.',
  };
}

/** Whoever waits for a newer release, which somebody deploys to all. */
export function waitsForNewer(rows: LedgerRow[], projectName: string, deploymentId: string): Problem {
  return {
    kind: 'Transient',
    code: 'newerReleaseUnderWay',
    message: `${namesOf(rows)} get no release of ${projectName} yet: ${deploymentId} brings another one to all.`,
    nextStep:
      'Nothing to do: they get that one when it is there, and the one before if it does not get there.',
  };
}
