import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { startOctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { OctopusServer, OctopusServerOptions } from '../../local/octopus-server/start-octopus-server.ts';

export type Json = Record<string, unknown>;

export interface Response<T = Json> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Fixture {
  server: OctopusServer;
  clock: VirtualClock;
  /** The path after the server's address; the key is sent unless headers say otherwise. */
  call<T = Json>(method: string, path: string, body?: unknown): Promise<Response<T>>;
  get<T = Json>(path: string): Promise<T>;
  post<T = Json>(path: string, body: unknown): Promise<Response<T>>;
}

export const KEY = 'API-LOCAL';

export async function startFixture(options: Partial<OctopusServerOptions> = {}): Promise<Fixture> {
  const clock = new VirtualClock();
  const server = await startOctopusServer({ port: 0, clock, ...options });
  clock.join(server);
  const call = async <T>(method: string, path: string, body?: unknown): Promise<Response<T>> => {
    const response = await fetch(server.url + path, {
      method,
      headers: { 'X-Octopus-ApiKey': KEY },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      body: (isJson ? JSON.parse(text) : text) as T,
      headers: response.headers,
    };
  };
  return {
    server,
    clock,
    call,
    get: async <T>(path: string) => (await call<T>('GET', path)).body,
    post: (path, body) => call('POST', path, body),
  };
}

export interface Shop {
  environmentId: string;
  projectId: string;
  releaseId: string;
}

/** An environment, and a project with one release that runs on the role `web`. */
export function seedShop({ server }: Fixture): Shop {
  const environment = server.sim.add('environments', { Name: 'Production' });
  const project = server.sim.add('projects', { Name: 'Shop', StepRoles: ['web'] });
  const release = server.sim.add('releases', { ProjectId: project.Id, Version: '1.0.0' });
  return { environmentId: environment.Id, projectId: project.Id, releaseId: release.Id };
}

/** The body that registers a listening Tentacle. */
export function listening(name: string, host: string, more: Json = {}): Json {
  return {
    Name: name,
    EnvironmentIds: ['Environments-1'],
    Roles: ['web'],
    SpaceId: 'Spaces-1',
    Endpoint: {
      CommunicationStyle: 'TentaclePassive',
      Uri: `https://${host}:10933/`,
      Thumbprint: `THUMB-${host}`,
    },
    SkipInitialHealthCheck: true,
    ...more,
  };
}

/** Registers machines whose Tentacles answer and are healthy; returns their ids. */
export async function addMachines(fixture: Fixture, ...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    fixture.server.sim.setTentacle({ host: name, thumbprint: `THUMB-${name}` });
    const { body } = await fixture.post<{ Id: string }>('/api/Spaces-1/machines', listening(name, name));
    ids.push(body.Id);
  }
  return ids;
}

/** Lets time pass until the task is completed; returns it. */
export async function finished(fixture: Fixture, taskId: string): Promise<Json> {
  for (let minute = 0; minute < 60; minute++) {
    const task = await fixture.get(`/api/tasks/${taskId}`);
    if (task['IsCompleted'] === true) return task;
    await fixture.clock.advance(5_000);
  }
  throw new Error(`${taskId} is not completed after five minutes`);
}

export interface Deployment extends Json {
  Id: string;
  TaskId: string;
  DeployedToMachineIds: string[];
}

/** Asks for a deployment of the shop's release; throws when that is refused. */
export async function deployShop(fixture: Fixture, shop: Shop, more: Json = {}): Promise<Deployment> {
  const wish = { ReleaseId: shop.releaseId, EnvironmentId: shop.environmentId, ...more };
  const { status, body } = await fixture.post<Deployment>('/api/Spaces-1/deployments', wish);
  if (status !== 201) throw new Error(`the deployment was refused: ${JSON.stringify(body)}`);
  return body;
}

/** As `deployShop`, and lets time pass until its task is completed. */
export async function deployedShop(
  fixture: Fixture,
  shop: Shop,
  more: Json = {},
): Promise<{ task: Json; deployment: Deployment }> {
  const { Id, TaskId } = await deployShop(fixture, shop, more);
  const task = await finished(fixture, TaskId);
  return { task, deployment: await fixture.get<Deployment>(`/api/deployments/${Id}`) };
}
