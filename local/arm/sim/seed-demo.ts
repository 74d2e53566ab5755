import { DEFAULT_SUBSCRIPTION } from '../settings.ts';
import type { SimControl } from './sim-control.ts';

const RESOURCE_GROUP = 'rg-demo';

/**
 * A group to try things in: a Uniform set behind a load balancer and with an autoscale setting, a Flexible one, and two versions of an image, the older
 * of which the first set runs. Leaves everything as it is when there are machines already.
 */
export function seedDemo(sim: SimControl): void {
  if (sim.instances().length > 0) return;
  const at = { subscription: DEFAULT_SUBSCRIPTION, resourceGroup: RESOURCE_GROUP };
  const image = { ...at, gallery: 'demo', image: 'web' };
  const inUse = sim.createGalleryImage({ ...image, version: '1.0.0' });
  sim.createGalleryImage({ ...image, version: '1.1.0' });
  const http = { name: 'http', frontendPort: 80, backendPort: 8080 };
  const loadBalancer = sim.createLoadBalancer({
    ...{ ...at, name: 'web-lb', pools: ['production', 'stage'] },
    rules: [
      { ...http, pool: 'production' },
      { ...http, name: 'http-stage', frontendPort: 8080, pool: 'stage' },
    ],
  });
  const web = sim.createScaleSet({
    ...{ ...at, name: 'web', capacity: 3, orchestrationMode: 'Uniform', overprovision: true },
    image: { id: inUse },
    backendPools: [`${loadBalancer}/backendAddressPools/production`],
  });
  // Idle machines say 5 to 15 %: with these limits only a load that is set changes the size that a person gives the set.
  const limits = { minimum: 0, maximum: 100, above: 75, below: 2 };
  sim.createAutoscaleSetting({ ...at, name: 'web-autoscale', target: web, ...limits });
  sim.createScaleSet({ ...at, name: 'api', capacity: 3, orchestrationMode: 'Flexible' });
}
