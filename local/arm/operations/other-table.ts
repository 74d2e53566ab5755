import { POLICIES } from '../limits/policies.ts';
import { GALLERIES, GALLERY_IMAGES, GALLERY_VERSIONS, IMAGES } from '../image-types.ts';
import { getStored, listStored, patchStored } from './galleries.ts';
import {
  getLifecycleHookEvent,
  listLifecycleHookEvents,
  patchLifecycleHookEvent,
} from './lifecycle-hook-events.ts';
import { getImageVersion, listImageVersions } from './marketplace-images.ts';
import { postResourceGraphQuery } from './resource-graph.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';
import { getSubscription, listSubscriptions, listTenants } from './subscriptions.ts';
import { listUsages } from './usages.ts';

const { compute, computeGroup, scaleSet } = PATHS;
const gallery = `${computeGroup}/galleries/{gallery}`;
const { none } = POLICIES;
const marketplace = `${compute}/locations/{location}/publishers/{publisher}/artifacttypes/vmimage/offers/{offer}/skus/{sku}/versions`;

const IMAGES_AND_USAGES: RestOperation[] = [
  { method: 'GET', path: `${compute}/galleries`, policy: none, run: listStored(GALLERIES) },
  { method: 'GET', path: `${computeGroup}/galleries`, policy: none, run: listStored(GALLERIES) },
  { method: 'GET', path: gallery, policy: none, run: getStored(GALLERIES) },
  { method: 'GET', path: `${gallery}/images`, policy: none, run: listStored(GALLERY_IMAGES) },
  { method: 'GET', path: `${gallery}/images/{image}`, policy: none, run: getStored(GALLERY_IMAGES) },
  {
    method: 'GET',
    path: `${gallery}/images/{image}/versions`,
    policy: none,
    run: listStored(GALLERY_VERSIONS),
  },
  {
    method: 'GET',
    path: `${gallery}/images/{image}/versions/{version}`,
    policy: none,
    run: getStored(GALLERY_VERSIONS),
  },
  { method: 'GET', path: `${compute}/images`, policy: none, run: listStored(IMAGES) },
  { method: 'GET', path: `${computeGroup}/images`, policy: none, run: listStored(IMAGES) },
  { method: 'GET', path: `${computeGroup}/images/{image}`, policy: none, run: getStored(IMAGES) },
  { method: 'PATCH', path: gallery, policy: none, run: patchStored(GALLERIES) },
  { method: 'PATCH', path: `${gallery}/images/{image}`, policy: none, run: patchStored(GALLERY_IMAGES) },
  {
    method: 'PATCH',
    path: `${gallery}/images/{image}/versions/{version}`,
    policy: none,
    run: patchStored(GALLERY_VERSIONS),
  },
  { method: 'PATCH', path: `${computeGroup}/images/{image}`, policy: none, run: patchStored(IMAGES) },
  { method: 'GET', path: marketplace, policy: none, run: listImageVersions },
  { method: 'GET', path: `${marketplace}/{version}`, policy: none, run: getImageVersion },
  { method: 'GET', path: `${compute}/locations/{location}/usages`, policy: none, run: listUsages },
];

const hooks = `${scaleSet}/lifecycleHookEvents`;
const LIFECYCLE_HOOKS: RestOperation[] = [
  { method: 'GET', path: hooks, policy: POLICIES.getScaleSet, run: listLifecycleHookEvents },
  { method: 'GET', path: `${hooks}/{event}`, policy: POLICIES.getScaleSet, run: getLifecycleHookEvent },
  { method: 'PATCH', path: `${hooks}/{event}`, policy: POLICIES.actOnScaleSet, run: patchLifecycleHookEvent },
];

const GRAPH_AND_SUBSCRIPTIONS: RestOperation[] = [
  {
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    policy: none,
    run: postResourceGraphQuery,
  },
  { method: 'GET', path: '/subscriptions', policy: none, run: listSubscriptions },
  { method: 'GET', path: '/subscriptions/{subscription}', policy: none, run: getSubscription },
  { method: 'GET', path: '/tenants', policy: none, run: listTenants },
];

export const OTHER_OPERATIONS: readonly RestOperation[] = [
  ...IMAGES_AND_USAGES,
  ...LIFECYCLE_HOOKS,
  ...GRAPH_AND_SUBSCRIPTIONS,
];
