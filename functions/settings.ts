import * as z from 'zod';
import { InstallationName } from '../shared/contracts/fleet.ts';
import { misfit } from './access/access-mode.ts';
import { AccessMode } from '../shared/contracts/access.ts';
import { octopusServers, type OctopusSettings } from './octopus-settings.ts';
import { defaultInstallationName, type TablesConnection } from './installation-name.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The app settings, read once at start. The names are those of the function app's environment. */
const Settings = z
  .object({
    STATE_CONNECTION: z.string().min(1).optional(),
    AzureWebJobsStorage: z.string().min(1).optional(),
    STATE_TABLES_ENDPOINT: z.url().optional(),
    STATE_TABLE_PREFIX: z.string().default('fleetconductor'),
    RECONCILE_SCHEDULE: z
      .string()
      .regex(/^(\S+\s+){5}\S+$/, 'must be an NCRONTAB expression of six fields')
      .default('0 * * * * *'),
    RECONCILE_MINUTES: z.coerce
      .number()
      .positive()
      .max(24 * 60)
      .default(5),
    INSTALLATION_NAME: InstallationName.optional(),
    ACCESS_MODE: AccessMode.optional(),
    WEBSITE_SITE_NAME: z.string().optional(),
    WEBSITE_INSTANCE_ID: z.string().optional(),
    WEBSITE_AUTH_ENABLED: z.string().optional(),
    WEBSITE_AUTH_CLIENT_ID: z.string().optional(),
    AZURE_ARM_ENDPOINT: z.url().optional(),
    AZURE_ARM_LOCAL_TOKEN: z.string().min(1).optional(),
    AZURE_ARM_LOCAL_MACHINES: z.url().optional(),
  })
  .superRefine((settings, context) => {
    const report = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    const { ACCESS_MODE: access } = settings;
    const unfit = access ? misfit(access, settings) : 'is missing: entra, keys or local';
    if (unfit) report('ACCESS_MODE', unfit);
    if (!tablesOf(settings)) report('STATE_TABLES_ENDPOINT', 'or STATE_CONNECTION is missing');
    if (settings.AZURE_ARM_LOCAL_TOKEN && !isLoopback(settings.AZURE_ARM_ENDPOINT)) {
      report('AZURE_ARM_LOCAL_TOKEN', 'is only for an AZURE_ARM_ENDPOINT on this machine');
    }
    const { AZURE_ARM_LOCAL_MACHINES: machines } = settings;
    if (machines && !(settings.AZURE_ARM_LOCAL_TOKEN && isLoopback(machines))) {
      report('AZURE_ARM_LOCAL_MACHINES', 'is only for machines on this one, beside AZURE_ARM_LOCAL_TOKEN');
    }
  });
type Settings = z.infer<typeof Settings>;

export interface AppSettings {
  /** Part of the mark on this installation's targets. */
  installation: string;
  /** How callers are known. */
  access: AccessMode;
  /** Azure Tables: a connection string, or an endpoint for the managed identity. */
  tables: TablesConnection;
  tablePrefix: string;
  reconcileSchedule: string;
  reconcileMinutes: number;
  /** Another cloud's Resource Manager, or a simulated one on this machine, which takes a fixed token over plain HTTP. */
  arm: { endpoint?: string; localToken?: string };
  /** Where the machines of a simulated Azure answer probes. */
  localMachines?: string;
  /** By name; `default` is OCTOPUS_URL and what goes with it. */
  octopusServers: Record<string, OctopusSettings>;
}

type Env = Record<string, string | undefined>;

/** Throws one error that names every setting that is missing or wrong; values are not shown. An empty one is missing. */
export function readSettings(env: Env): AppSettings {
  const parsed = Settings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  const { servers, lacking } = octopusServers(env);
  const wrong = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
  const tables = parsed.data && tablesOf(parsed.data);
  const access = parsed.data?.ACCESS_MODE;
  if (!tables || !access || wrong.length + lacking.length > 0) {
    throw new Error(
      `Settings to correct: ${[...wrong, ...lacking].join('; ')}. See docs/deploy-to-azure.md.`,
    );
  }
  const { STATE_TABLE_PREFIX, RECONCILE_SCHEDULE, RECONCILE_MINUTES, INSTALLATION_NAME } = parsed.data;
  const { AZURE_ARM_LOCAL_MACHINES } = parsed.data;
  return {
    installation: INSTALLATION_NAME ?? defaultInstallationName(tables, STATE_TABLE_PREFIX, env),
    access,
    tables,
    tablePrefix: STATE_TABLE_PREFIX,
    reconcileSchedule: RECONCILE_SCHEDULE,
    reconcileMinutes: RECONCILE_MINUTES,
    arm: armOf(parsed.data),
    ...(AZURE_ARM_LOCAL_MACHINES ? { localMachines: AZURE_ARM_LOCAL_MACHINES } : {}),
    octopusServers: servers,
  };
}

type StateSettings = Pick<Settings, 'STATE_TABLES_ENDPOINT' | 'STATE_CONNECTION' | 'AzureWebJobsStorage'>;

function tablesOf(settings: StateSettings): TablesConnection | undefined {
  if (settings.STATE_TABLES_ENDPOINT) return { endpoint: settings.STATE_TABLES_ENDPOINT };
  const connectionString = settings.STATE_CONNECTION ?? settings.AzureWebJobsStorage;
  return connectionString === undefined ? undefined : { connectionString };
}

function armOf({ AZURE_ARM_ENDPOINT, AZURE_ARM_LOCAL_TOKEN }: Settings): AppSettings['arm'] {
  return {
    ...(AZURE_ARM_ENDPOINT ? { endpoint: AZURE_ARM_ENDPOINT } : {}),
    ...(AZURE_ARM_LOCAL_TOKEN ? { localToken: AZURE_ARM_LOCAL_TOKEN } : {}),
  };
}

function isLoopback(url: string | undefined): boolean {
  return LOOPBACK.includes(URL.parse(url ?? '')?.hostname ?? '');
}
