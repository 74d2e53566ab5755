import type { z } from 'zod';

import { ArmError, notSimulated } from '../errors.ts';
import type { ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import { SIM_BODIES } from './sim-schemas.ts';
import type { SimControl } from './sim-control.ts';

/** One request to the side door. */
export interface SimRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: JsonObject;
}

/** What the side door needs beyond the control. */
export interface SimDoor {
  sim: SimControl;
  calls: () => Record<string, number>;
  resetCalls: () => void;
  now: () => number;
}

type Bodies = typeof SIM_BODIES;
/** What a body comes to: what was left out is not there. */
type Given<T> = T extends object ? { [K in keyof T]: Given<Exclude<T[K], undefined>> } : T;
type Writes = { [K in keyof Bodies]: (door: SimDoor, body: Given<z.output<Bodies[K]>>) => unknown };

const WRITES: Writes = {
  'POST scale-sets': ({ sim }, body) => ({ id: sim.createScaleSet(body) }),
  'POST resource-groups': ({ sim }, body) => ({ id: sim.createResourceGroup(body) }),
  'POST load-balancers': ({ sim }, body) => ({ id: sim.createLoadBalancer(body) }),
  'POST gallery-images': ({ sim }, body) => ({ id: sim.createGalleryImage(body) }),
  'POST marketplace-images': ({ sim }, body) => sim.publishImage(body),
  'POST images': ({ sim }, body) => ({ id: sim.createImage(body) }),
  'POST lifecycle-hooks': ({ sim }, body) => ({ id: sim.createLifecycleHook(body) }),
  'POST metrics': ({ sim }, body) => sim.setMetric(body),
  'POST applications': ({ sim }, { image, state, afterSeconds }) =>
    sim.setApplication(image, state, afterSeconds),
  'POST adopt/scale-set': ({ sim }, { body, instances = [], surplus = [] }) => ({
    id: sim.adoptScaleSet({ body, instances, surplus: surplus.map(String) }),
  }),
  'POST adopt/load-balancer': ({ sim }, { body }) => ({ id: sim.adoptLoadBalancer(body) }),
  'POST capacity': ({ sim }, { scaleSet, capacity }) => sim.setCapacity(scaleSet, capacity),
  'POST instances/fail': ({ sim }, { afterSeconds, ...ref }) => sim.failInstance(ref, afterSeconds),
  'POST instances/remove': ({ sim }, body) => sim.removeInstance(body),
  'POST instances/stick': ({ sim }, body) => sim.stickInstance(body),
  'POST instances/reimage': ({ sim }, body) => sim.reimageInstance(body),
  'POST instances/replace': ({ sim }, body) => sim.replaceInstance(body),
  'POST instances/health': ({ sim }, { state, ...ref }) => sim.setHealth(ref, state),
  'POST instances/power': ({ sim }, { state, ...ref }) => sim.setPower(ref, state),
  'POST instances/agent': ({ sim }, { ready, ...ref }) => sim.setAgent(ref, ready),
  'POST faults': ({ sim }, body) => ({ key: sim.addFault(body) }),
  'PUT principals': ({ sim }, { token, grants }) => sim.limitRights(token, grants),
  'POST event-subscriptions': ({ sim }, { url, schema = 'EventGridSchema' }) =>
    sim.subscribe({ url, schema }),
  'PATCH settings': ({ sim }, body) => sim.configure(body),
  'PUT state': ({ sim }, { changes }) => sim.restore(changes),
};

const OTHERS: Record<string, (door: SimDoor, query: URLSearchParams) => unknown> = {
  'GET instances': ({ sim }, query) => ({ value: sim.instances(query.get('scaleSet') ?? undefined) }),
  'GET faults': ({ sim }) => ({ value: sim.faults() }),
  'DELETE faults': ({ sim }) => sim.clearFaults(),
  'GET principals': ({ sim }) => ({ value: sim.principals() }),
  'DELETE principals': ({ sim }) => sim.clearRights(),
  'GET events': ({ sim }) => ({ pending: sim.pendingEvents() }),
  'GET settings': ({ sim }) => sim.settings(),
  'GET state': ({ sim }) => ({ changes: sim.snapshot() }),
  'GET calls': ({ calls }) => calls(),
  'DELETE calls': ({ resetCalls }) => resetCalls(),
  'GET clock': ({ now }) => ({ now: now() }),
};

/** Every route there is, as `POST scale-sets`. */
export const SIM_ROUTES: readonly string[] = [...Object.keys(WRITES), ...Object.keys(OTHERS)];

/** Answers a request under `/_sim`: 200 with what it returns, 204 when that is nothing. */
export async function answerSim(door: SimDoor, request: SimRequest): Promise<ArmResponse> {
  const name = `${request.method} ${request.path.replace(/^\/_sim\//, '').replace(/\/$/, '')}`;
  const body = await answer(door, request, name);
  return body === undefined ? { status: 204 } : { status: 200, body };
}

function answer(door: SimDoor, request: SimRequest, name: string): unknown {
  if (isWrite(name)) return write(door, name, request.body);
  const other = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
  if (!other) throw notSimulated(request.method, request.path);
  return other(door, request.query);
}

function isWrite(name: string): name is keyof Bodies {
  return Object.hasOwn(WRITES, name);
}

/** Runs a route with the body that its schema takes; the first member that is wrong is named. */
function write<K extends keyof Bodies>(door: SimDoor, name: K, body: JsonObject): unknown {
  const read = SIM_BODIES[name].safeParse(body);
  if (read.success) return WRITES[name](door, read.data as Given<z.output<Bodies[K]>>);
  const [issue] = read.error.issues;
  const at = issue?.path.join('.') ?? '';
  throw new ArmError(
    400,
    'InvalidSimRequest',
    `'${at === '' ? 'body' : at}' is missing or wrong: ${issue?.message}.`,
  );
}
