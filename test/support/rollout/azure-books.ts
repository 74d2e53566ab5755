import { RESOURCE_GROUP, SUBSCRIPTION } from '../../../local/launcher/seed-outside.ts';
import { LOCAL_TOKEN } from '../../../local/launcher/start-world.ts';

type Json = Record<string, unknown>;

/** All of a resource group that a rollout could leave otherwise than it was. */
export interface Books {
  /** Whole models, by name. */
  scaleSets: Record<string, unknown>;
  autoscale: Record<string, unknown>;
  /** How many machines of which scale set are in which pool, as `web-lb/production`. */
  pools: Record<string, Record<string, number>>;
  /** Of each scale set: state and image, as machines that were made anew have other names. */
  machines: Record<string, string[]>;
}

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}`;
const SETS = `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets`;
const SETTINGS = `${GROUP}/providers/Microsoft.Insights/autoscaleSettings`;
const BALANCERS = `${GROUP}/providers/Microsoft.Network/loadBalancers`;

/** What is so only since the last write, or is new with each machine. */
const PASSING = new Set(['etag', 'systemData', 'timeCreated']);

/** The demo's resource group, read over HTTP as anybody would. */
export class AzureBooks {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async read(): Promise<Books> {
    const sets = await this.#list(SETS, '2024-07-01');
    const settings = await this.#list(SETTINGS, '2022-10-01');
    return {
      scaleSets: byName(sets),
      autoscale: byName(settings),
      pools: await this.readPools(),
      machines: await this.#machinesOf(sets.map(({ name }) => String(name))),
    };
  }

  async readPools(): Promise<Books['pools']> {
    return Object.fromEntries((await this.#list(BALANCERS, '2024-05-01')).flatMap(poolsOf));
  }

  /** Writes an autoscale setting as somebody else would: as it is, but changed so. */
  async changeAutoscale(name: string, change: (properties: Json) => Json): Promise<void> {
    const path = `${SETTINGS}/${name}?api-version=2022-10-01`;
    const setting = (await this.#ask('GET', path)) as Json & { properties: Json };
    await this.#ask('PUT', path, { ...setting, properties: change(setting.properties) });
  }

  /** Whole, its user data too. */
  readSet(name: string): Promise<unknown> {
    return this.#ask('GET', `${SETS}/${name}?api-version=2024-07-01&$expand=userData`);
  }

  /** Writes a scale set as somebody else would. */
  async changeSet(name: string, change: Json): Promise<void> {
    await this.#ask('PATCH', `${SETS}/${name}?api-version=2024-07-01`, change);
  }

  async deleteSet(name: string): Promise<void> {
    await this.#ask('DELETE', `${SETS}/${name}?api-version=2024-07-01`);
  }

  /** Puts a management lock on a scale set, or on the group when none is named. */
  async lock(scaleSet: string, level: 'CanNotDelete' | 'ReadOnly'): Promise<void> {
    const scope = scaleSet === '' ? GROUP : `${SETS}/${scaleSet}`;
    const path = `${scope}/providers/Microsoft.Authorization/locks/keep?api-version=2016-09-01`;
    await this.#ask('PUT', path, { properties: { level } });
  }

  /** So that each machine, those that are there too, reports whether its application is well. */
  async addHealthExtension(scaleSet: string): Promise<void> {
    const path = `${SETS}/${scaleSet}/extensions/health?api-version=2024-07-01`;
    const upgrade = `${SETS}/${scaleSet}/manualupgrade?api-version=2024-07-01`;
    const extension = { publisher: 'Microsoft.ManagedServices', type: 'ApplicationHealthLinux' };
    const settings = { protocol: 'http', port: 8080, requestPath: '/health' };
    await this.#ask('PUT', path, { properties: { ...extension, typeHandlerVersion: '1.0', settings } });
    await this.#ask('POST', upgrade, { instanceIds: ['*'] });
  }

  async #machinesOf(scaleSets: string[]): Promise<Books['machines']> {
    const found: Books['machines'] = {};
    for (const name of scaleSets) found[name] = await this.#machines(name);
    return found;
  }

  async #machines(scaleSet: string): Promise<string[]> {
    const machines = await this.#list(`${SETS}/${scaleSet}/virtualMachines`, '2024-07-01');
    return machines.map(({ properties }) => {
      // The list of a Flexible set tells no more than that they are there.
      const { provisioningState = 'listed', storageProfile } = (properties ?? {}) as {
        provisioningState?: string;
        storageProfile?: { imageReference?: { id?: string } };
      };
      return `${provisioningState} ${storageProfile?.imageReference?.id?.split('/').at(-1) ?? ''}`;
    });
  }

  async #list(path: string, version: string): Promise<Json[]> {
    const { value } = (await this.#ask('GET', `${path}?api-version=${version}`)) as { value: Json[] };
    return value;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${LOCAL_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

function byName(resources: Json[]): Record<string, unknown> {
  return Object.fromEntries(resources.map((resource) => [String(resource['name']), lasting(resource)]));
}

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Json).flatMap(([name, part]) =>
      PASSING.has(name) ? [] : [[name, lasting(part)]],
    ),
  );
}

function poolsOf({ name, properties }: Json): [string, Record<string, number>][] {
  const { backendAddressPools = [] } = properties as {
    backendAddressPools?: { name: string; properties: { backendIPConfigurations?: { id: string }[] } }[];
  };
  return backendAddressPools.map((pool) => {
    const members: Record<string, number> = {};
    for (const { id } of pool.properties.backendIPConfigurations ?? []) {
      const set = /virtualMachineScaleSets\/([^/]+)\//i.exec(id)?.[1] ?? id;
      members[set] = (members[set] ?? 0) + 1;
    }
    return [`${String(name)}/${pool.name}`, members];
  });
}
