import { OctopusError } from '../errors.ts';

/** What an operation takes, by the first part of its path; the first that fits its method and route counts. */
const NEEDED: Record<string, [route: RegExp, permission: string][]> = {
  machines: [
    [/^GET machines\/discover/, 'MachineCreate'],
    [/^GET/, 'MachineView'],
    [/^POST/, 'MachineCreate'],
    [/^PUT/, 'MachineEdit'],
    [/^DELETE/, 'MachineDelete'],
  ],
  machineroles: [[/./, 'MachineView']],
  machinepolicies: [[/./, 'MachinePolicyView']],
  workers: [
    [/^GET workers\/discover/, 'WorkerEdit'],
    [/^GET/, 'WorkerView'],
    [/./, 'WorkerEdit'],
  ],
  workerpools: [[/./, 'WorkerView']],
  accounts: [[/./, 'AccountView']],
  environments: [[/./, 'EnvironmentView']],
  tenants: [[/./, 'TenantView']],
  projects: [[/./, 'ProjectView']],
  channels: [[/./, 'ProcessView']],
  releases: [
    [/^POST releases$/, 'ReleaseCreate'],
    [/snapshot-variables$/, 'ReleaseEdit'],
    [/./, 'ReleaseView'],
  ],
  deployments: [
    [/^POST/, 'DeploymentCreate'],
    [/^GET/, 'DeploymentView'],
  ],
  runbooks: [[/./, 'RunbookView']],
  runbooksnapshots: [[/./, 'RunbookView']],
  runbookruns: [
    [/^POST/, 'RunbookRunCreate'],
    [/^GET/, 'RunbookRunView'],
  ],
  tasks: [
    [/cancel$/, 'TaskCancel'],
    [/^POST/, 'TaskCreate'],
    [/^GET/, 'TaskView'],
  ],
  interruptions: [
    [/^GET/, 'InterruptionView'],
    [/./, 'InterruptionViewSubmitResponsible'],
  ],
  events: [[/./, 'EventView']],
};

/** Each of them once. */
export const ALL_PERMISSIONS: readonly string[] = [
  ...new Set(Object.values(NEEDED).flatMap((rules) => rules.map(([, permission]) => permission))),
];

/** Throws a 403 in Octopus's words when the caller lacks what the route takes. `permissions`: all when absent. */
export function refuseWithout(permissions: readonly string[] | undefined, route: string): void {
  if (!permissions) return;
  const [, path = ''] = route.split(' ');
  const [kind = ''] = path.split('/');
  const needed = NEEDED[kind]?.find(([fits]) => fits.test(route))?.[1];
  if (needed === undefined || permissions.includes(needed)) return;
  throw new OctopusError(403, {
    ErrorMessage: `You do not have permission to perform this action. Please contact your Octopus administrator. Missing permission: ${needed}`,
  });
}
