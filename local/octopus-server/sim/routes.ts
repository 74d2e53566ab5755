import { notFound, validationFailed } from '../errors.ts';
import type { Kind } from '../model.ts';
import { isRecord } from '../rules/fields.ts';
import { ok } from '../server/request.ts';
import type { OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import type { Settings } from '../world.ts';
import type { FaultSeed, OctopusControl, SelfRegistrationSeed, TentacleSeed } from './control.ts';
import type { PastDeployment } from './past-deployment.ts';
import { SEED_KINDS } from './seeds.ts';

const LISTED: readonly Kind[] = [
  ...SEED_KINDS,
  'machines',
  'workers',
  'tasks',
  'deployments',
  'interruptions',
  'tentacles',
  'selfregistrations',
  'faults',
];

/** The side door over HTTP, under `/_sim`; the counters are the server's own. */
export function simRoutes(
  control: OctopusControl,
  counters: { calls(): Record<string, number>; resetCalls(): void },
): Routes {
  return {
    'POST add/{kind}': (request) => ok(control.add(kindOf(request, SEED_KINDS), bodyOf(request))),
    ...documentRoutes(control),
    'POST past-deployments': (request) => ok(control.recordDeployment(bodyOf<PastDeployment>(request))),
    'PUT tentacles': (request) =>
      ok(control.setTentacle(bodyOf<TentacleSeed>(request, 'host', 'thumbprint'))),
    'DELETE tentacles': (request) => {
      const port = request.query.one('port');
      control.removeTentacle(request.query.one('host') ?? '', port ? Number(port) : undefined);
      return ok({});
    },
    'POST self-registrations': (request) =>
      ok(control.registerLater(bodyOf<SelfRegistrationSeed>(request, 'machine'))),
    'DELETE machines/{id}': (request) => {
      control.deleteMachine(request.params['id'] ?? '');
      return ok({});
    },
    'POST faults': (request) => ok(control.fault(bodyOf<FaultSeed>(request, 'effect'))),
    'DELETE faults': () => {
      control.clearFaults();
      return ok({});
    },
    'DELETE faults/{id}': (request) => {
      control.clearFaults(request.params['id']);
      return ok({});
    },
    'PATCH settings': (request) => {
      control.configure(bodyOf<Partial<Settings>>(request));
      return ok({});
    },
    'GET history': () => ok(control.history()),
    'GET calls': () => ok(counters.calls()),
    'DELETE calls': () => {
      counters.resetCalls();
      return ok({});
    },
    'GET snapshot': () => ({ status: 200, text: control.snapshot() }),
    'POST restore': (request) => {
      control.restore(JSON.stringify(request.body));
      return ok({});
    },
  };
}

function documentRoutes(control: OctopusControl): Routes {
  return {
    'PATCH documents/{kind}/{id}': (request) =>
      ok(control.change(kindOf(request, LISTED), request.params['id'] ?? '', bodyOf(request))),
    'DELETE documents/{kind}/{id}': (request) => {
      control.remove(kindOf(request, LISTED), request.params['id'] ?? '');
      return ok({});
    },
    'GET documents/{kind}': (request) => ok(control.list(kindOf(request, LISTED))),
  };
}

function kindOf<K extends Kind>(request: OctopusRequest, allowed: readonly K[]): K {
  const kind = allowed.find((name) => name === request.params['kind']);
  if (kind === undefined) throw notFound(request.params['kind'] ?? '');
  return kind;
}

/** The side door trusts its caller further than the API does: only what it cannot do without is checked. */
function bodyOf<T extends object>(request: OctopusRequest, ...required: string[]): T {
  const { body } = request;
  if (!isRecord(body)) throw validationFailed('The request body must be a JSON object.');
  const missing = required.filter((name) => body[name] === undefined);
  if (missing.length > 0) throw validationFailed(...missing.map((name) => `${name} is required.`));
  return body as T;
}
