/** A permission of Octopus, and the built-in role that has it, where one of those that the guide names does. */
interface Permission {
  permission: string;
  role?: string;
}

const ROLES: [permission: RegExp, role: string][] = [
  [/^(Machine|Worker|Environment|MachinePolicy)(View|Create|Edit|Delete)$/, 'Environment Manager'],
  [/^DeploymentCreate$/, 'Deployment Creator'],
  [/^RunbookRunCreate$/, 'Runbook Consumer'],
  [/^(Project|Process|Release|Deployment|Task|Tenant|Runbook|RunbookRun)View$/, 'Project Viewer'],
];

type Methods = Record<string, string>;
const everything = (permission: string): Methods => ({
  GET: permission,
  POST: permission,
  PUT: permission,
  DELETE: permission,
});

/** What our own calls take, by what they are about. */
const TAKES: Record<string, Methods> = {
  machines: { GET: 'MachineView', POST: 'MachineCreate', PUT: 'MachineEdit', DELETE: 'MachineDelete' },
  workers: { ...everything('WorkerEdit'), GET: 'WorkerView' },
  workerpools: everything('WorkerView'),
  machinepolicies: everything('MachinePolicyView'),
  accounts: everything('AccountView'),
  environments: everything('EnvironmentView'),
  tenants: everything('TenantView'),
  projects: everything('ProjectView'),
  releases: { ...everything('ReleaseView'), POST: 'ReleaseEdit' },
  deployments: { GET: 'DeploymentView', POST: 'DeploymentCreate' },
  tasks: { GET: 'TaskView', POST: 'TaskCreate' },
  runbooks: everything('RunbookView'),
  runbookSnapshots: everything('RunbookView'),
  runbookRuns: { GET: 'RunbookRunView', POST: 'RunbookRunCreate' },
};

function taken(path: string, about: string, method: string): string | undefined {
  return path.endsWith('/cancel') ? 'TaskCancel' : TAKES[about]?.[method];
}

/** The permission that a refused call lacked: by Octopus's own word, or else by what the call was about. */
export function missingPermission(
  said: string,
  { method = 'GET', path }: { method?: string | undefined; path: string } = { path: '' },
): Permission | undefined {
  const named = /missing permission:\s*(\w+)/i.exec(said)?.[1];
  const about = path.split('/').findLast((segment) => segment in TAKES);
  const permission = named ?? (about === undefined ? undefined : taken(path, about, method));
  if (permission === undefined) return undefined;
  const role = ROLES.find(([fits]) => fits.test(permission))?.[1];
  return { permission, ...(role === undefined ? {} : { role }) };
}
