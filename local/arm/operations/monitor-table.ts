import { POLICIES } from '../limits/policies.ts';
import {
  deleteAutoscaleSetting,
  getAutoscaleSetting,
  getPredictiveMetrics,
  listAutoscaleSettings,
  patchAutoscaleSetting,
  putAutoscaleSetting,
} from './autoscale-settings.ts';
import { getMetrics } from './metrics.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';

const { insights, insightsGroup, scaleSet, virtualMachine, networkGroup } = PATHS;
const setting = `${insightsGroup}/autoscalesettings/{setting}`;
const policy = POLICIES.none;
const metrics = 'providers/Microsoft.Insights/metrics';

export const MONITOR_OPERATIONS: readonly RestOperation[] = [
  { method: 'GET', path: setting, policy, run: getAutoscaleSetting },
  { method: 'PUT', path: setting, policy, run: putAutoscaleSetting },
  { method: 'PATCH', path: setting, policy, run: patchAutoscaleSetting },
  { method: 'DELETE', path: setting, policy, run: deleteAutoscaleSetting },
  { method: 'GET', path: `${setting}/predictiveMetrics`, policy, run: getPredictiveMetrics },
  { method: 'GET', path: `${insightsGroup}/autoscalesettings`, policy, run: listAutoscaleSettings },
  { method: 'GET', path: `${insights}/autoscalesettings`, policy, run: listAutoscaleSettings },
  { method: 'GET', path: `${scaleSet}/${metrics}`, policy, run: getMetrics },
  { method: 'GET', path: `${virtualMachine}/${metrics}`, policy, run: getMetrics },
  { method: 'GET', path: `${networkGroup}/loadBalancers/{loadBalancer}/${metrics}`, policy, run: getMetrics },
];
