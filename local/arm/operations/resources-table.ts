import { POLICIES } from '../limits/policies.ts';
import {
  deleteDeployment,
  getDeployment,
  getDeploymentStatus,
  headDeployment,
  listDeploymentOperations,
  listDeployments,
  putDeployment,
  validateDeployment,
} from './deployments.ts';
import { deleteLock, getLock, listLocks, putLock } from './locks.ts';
import { getProvider, listLocations, listProviders } from './providers.ts';
import {
  deleteResourceGroup,
  getGroupOperation,
  getResourceGroup,
  headResourceGroup,
  listResourceGroups,
  patchResourceGroup,
  putResourceGroup,
} from './resource-groups.ts';
import { headResource, listGroupResources, listResources } from './resources.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';
import { deleteTags, getTags, patchTags, putTags } from './tags.ts';

const { subscription, group } = PATHS;
const policy = POLICIES.none;

const GROUPS: RestOperation[] = [
  { method: 'GET', path: `${subscription}/resourceGroups`, policy, run: listResourceGroups },
  { method: 'GET', path: group, policy, run: getResourceGroup },
  { method: 'HEAD', path: group, policy, run: headResourceGroup },
  { method: 'PUT', path: group, policy, run: putResourceGroup },
  { method: 'PATCH', path: group, policy, run: patchResourceGroup },
  { method: 'DELETE', path: group, policy, run: deleteResourceGroup },
  { method: 'GET', path: `${subscription}/operationresults/{operation}`, policy, run: getGroupOperation },
];

/** Ids of any resource, of a child, and of a child's child. */
const one = '{type}/{name}';
const ANY = [one, `${one}/{childType}/{child}`, `${one}/{childType}/{child}/{lastType}/{last}`].map(
  (path) => `${group}/providers/{namespace}/${path}`,
);

const TAGGED: RestOperation[] = [subscription, group, ...ANY].flatMap((scope): RestOperation[] => {
  const path = `${scope}/providers/Microsoft.Resources/tags/default`;
  return [
    { method: 'GET', path, policy, run: getTags },
    { method: 'PUT', path, policy, run: putTags },
    { method: 'PATCH', path, policy, run: patchTags },
    { method: 'DELETE', path, policy, run: deleteTags },
  ];
});

const LOCKED: RestOperation[] = [subscription, group, ...ANY].flatMap((scope): RestOperation[] => {
  const path = `${scope}/providers/Microsoft.Authorization/locks`;
  return [
    { method: 'GET', path, policy, run: listLocks },
    { method: 'GET', path: `${path}/{lock}`, policy, run: getLock },
    { method: 'PUT', path: `${path}/{lock}`, policy, run: putLock },
    { method: 'DELETE', path: `${path}/{lock}`, policy, run: deleteLock },
  ];
});

const PROVIDERS: RestOperation[] = [
  { method: 'GET', path: '/providers', policy, run: listProviders },
  { method: 'GET', path: '/providers/{namespace}', policy, run: getProvider },
  { method: 'GET', path: `${subscription}/providers`, policy, run: listProviders },
  { method: 'GET', path: `${subscription}/providers/{namespace}`, policy, run: getProvider },
  { method: 'POST', path: `${subscription}/providers/{namespace}/register`, policy, run: getProvider },
  { method: 'GET', path: `${subscription}/locations`, policy, run: listLocations },
];

const deployments = `${group}/providers/Microsoft.Resources/deployments`;
const deployment = `${deployments}/{deployment}`;
const DEPLOYMENTS: RestOperation[] = [
  { method: 'GET', path: deployments, policy, run: listDeployments },
  { method: 'GET', path: deployment, policy, run: getDeployment },
  { method: 'HEAD', path: deployment, policy, run: headDeployment },
  { method: 'PUT', path: deployment, policy, run: putDeployment },
  { method: 'DELETE', path: deployment, policy, run: deleteDeployment },
  { method: 'POST', path: `${deployment}/validate`, policy, run: validateDeployment },
  { method: 'GET', path: `${deployment}/operations`, policy, run: listDeploymentOperations },
  { method: 'GET', path: `${deployment}/operationStatuses/{operation}`, policy, run: getDeploymentStatus },
];

/** The front door's own: groups, resources of any kind, tags, providers. */
export const RESOURCE_OPERATIONS: readonly RestOperation[] = [
  ...GROUPS,
  ...DEPLOYMENTS,
  { method: 'GET', path: `${subscription}/resources`, policy, run: listResources },
  { method: 'GET', path: `${group}/resources`, policy, run: listGroupResources },
  ...ANY.map((path): RestOperation => ({ method: 'HEAD', path, policy, run: headResource })),
  ...TAGGED,
  ...LOCKED,
  ...PROVIDERS,
];
