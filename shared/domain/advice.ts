import type { Advice } from '../contracts/advice.ts';
import { listed } from './wording.ts';

/** How Octopus is set up around a fleet; what could not be read is left out. */
export interface SetUp {
  /** That of the fleet's targets. */
  machinePolicy?: { name: string; deletesAfter?: string; neverChecks: boolean };
  projects: ProjectSetUp[];
  /** Permissions that the fleet's work takes and the key's user has not got, where the fleet is. */
  missingPermissions?: string[];
}

export interface ProjectSetUp {
  name: string;
  isDisabled: boolean;
  /** A machine that does not answer is skipped rather than failing the deployment. */
  skipsUnavailable: boolean;
  /** It can be deployed to tenants only, and the fleet names none for it. */
  lacksTenant: boolean;
}

/** What a person could set better, the most harmful first. */
export function adviceOn({ machinePolicy, projects, missingPermissions = [] }: SetUp): Advice[] {
  return [
    ...aboutPermissions(missingPermissions),
    ...projects.flatMap(aboutProject),
    ...(machinePolicy ? aboutPolicy(machinePolicy) : []),
  ];
}

function aboutPermissions(missing: string[]): Advice[] {
  if (missing.length === 0) return [];
  const message = `The user of the Octopus key lacks ${listed(missing)}, which this fleet will need.`;
  const nextStep =
    'Give that user the roles Environment Manager, Project Viewer and Deployment Creator in the space, or these permissions.';
  return [{ code: 'octopusPermissionsMissing', message, nextStep }];
}

function aboutProject({ name, isDisabled, skipsUnavailable, lacksTenant }: ProjectSetUp): Advice[] {
  const found: Advice[] = [];
  if (isDisabled)
    found.push({
      code: 'projectDisabled',
      message: `The project ${name} is disabled: none of its releases can be deployed.`,
      nextStep: 'Enable it in Octopus, or take it out of octopus.projects.',
    });
  if (lacksTenant)
    found.push({
      code: 'projectNeedsTenant',
      message: `The project ${name} can only be deployed to tenants, and none is named for it.`,
      nextStep: 'Name one in octopus.projects[].tenant, or let the project be deployed without tenants.',
    });
  if (!skipsUnavailable)
    found.push({
      code: 'projectFailsOnUnavailable',
      message: `The project ${name} fails a deployment for all of its machines when one of them goes away meanwhile.`,
      nextStep: 'Set its transient deployment targets to skip those that become unavailable.',
    });
  return found;
}

function aboutPolicy({ name, deletesAfter, neverChecks }: NonNullable<SetUp['machinePolicy']>): Advice[] {
  const found: Advice[] = [];
  if (neverChecks)
    found.push({
      code: 'machinePolicyNeverChecks',
      message: `The machine policy ${name} never checks machines: one that falls ill later is not noticed.`,
      nextStep: 'Give the policy an interval for its health checks, such as ten minutes.',
    });
  if (deletesAfter !== undefined)
    found.push({
      code: 'machinePolicyDeletes',
      message: `The machine policy ${name} deletes machines that were unavailable for ${deletesAfter}, also those that are only stopped.`,
      nextStep:
        'Let it delete none: the targets of machines that are gone are removed without it, and a stopped one keeps its own.',
    });
  return found;
}
