import { startArm, type Arm, type ArmOptions } from '../../local/arm/start-arm.ts';
import { valueAt } from '../../local/arm/json.ts';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';

export interface GivenArm {
  arm: Arm;
  clock: VirtualClock;
  /** A plain request with a token; `path` may be a full URL. */
  ask(method: string, path: string, extra?: Extra): Promise<Answer>;
}

export interface Extra {
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
  /** What the body has at a path. */
  at(...path: Array<string | number>): unknown;
}

/** A simulator on a virtual clock that stands still until a test moves it, with an empty resource group `rg-demo`. */
export async function givenArm(options: Partial<ArmOptions> = {}): Promise<GivenArm> {
  const clock = (options.clock as VirtualClock | undefined) ?? new VirtualClock();
  const arm = await startArm({ port: 0, rateLimits: false, ...options, clock });
  clock.join(arm);
  arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
  return { arm, clock, ask: asking(arm.url) };
}

export function asking(url: string): GivenArm['ask'] {
  return async (method, path, { body, headers } = {}) => {
    const answer = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      method,
      headers: { authorization: 'Bearer token', 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return {
      status: answer.status,
      headers: answer.headers,
      body: parsed,
      at: (...steps) => valueAt(parsed, ...steps),
    };
  };
}

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-demo`;
export const VERSION = 'api-version=2026-04-01';
/** The resource group `rg-demo`, by a client. */
export async function makeGroup(ask: GivenArm['ask']): Promise<void> {
  await ask('PUT', `${GROUP}?api-version=2021-04-01`, { body: { location: 'westeurope' } });
}

export const scaleSetPath = (name: string) =>
  `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
