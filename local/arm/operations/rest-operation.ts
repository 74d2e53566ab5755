import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import type { Policy } from '../limits/policies.ts';
import type { World } from '../world.ts';

/** One operation of the REST API: what is asked of it, and what it may cost. */
export interface RestOperation {
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE' | 'HEAD';
  /** As in OpenAPI. */
  path: string;
  /** Token buckets of the resource provider it draws from. */
  policy: Policy;
  run: (world: World, request: ArmRequest) => ArmResponse;
}

const SUBSCRIPTION = '/subscriptions/{subscription}';
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroup}`;
const COMPUTE = 'providers/Microsoft.Compute';

export const PATHS = {
  subscription: SUBSCRIPTION,
  group: GROUP,
  compute: `${SUBSCRIPTION}/${COMPUTE}`,
  computeGroup: `${GROUP}/${COMPUTE}`,
  scaleSets: `${GROUP}/${COMPUTE}/virtualMachineScaleSets`,
  scaleSet: `${GROUP}/${COMPUTE}/virtualMachineScaleSets/{scaleSet}`,
  instances: `${GROUP}/${COMPUTE}/virtualMachineScaleSets/{scaleSet}/virtualMachines`,
  instance: `${GROUP}/${COMPUTE}/virtualMachineScaleSets/{scaleSet}/virtualMachines/{instance}`,
  virtualMachines: `${GROUP}/${COMPUTE}/virtualMachines`,
  virtualMachine: `${GROUP}/${COMPUTE}/virtualMachines/{virtualMachine}`,
  network: `${SUBSCRIPTION}/providers/Microsoft.Network`,
  networkGroup: `${GROUP}/providers/Microsoft.Network`,
  insights: `${SUBSCRIPTION}/providers/Microsoft.Insights`,
  insightsGroup: `${GROUP}/providers/Microsoft.Insights`,
} as const;

/** What the call counters and fault rules call an operation: `GET virtualMachineScaleSets/virtualMachines`, `{}` for one named thing. */
export function operationName({ method, path }: Pick<RestOperation, 'method' | 'path'>): string {
  const parts = path
    .replace(`${SUBSCRIPTION}/`, '/')
    .replace('/resourceGroups/{resourceGroup}/', '/')
    .replace(/^\/providers\/[^/]+\//, '/')
    .replace(/\/locations\/\{location\}/, '')
    .split('/')
    .filter((part) => part !== '');
  const kept = parts.filter((part, index) => !part.startsWith('{') || index === parts.length - 1);
  return `${method} ${kept.map((part) => (part.startsWith('{') ? '{}' : part)).join('/')}`;
}
