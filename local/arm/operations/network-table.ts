import { POLICIES } from '../limits/policies.ts';
import type { ChildKind } from '../network/load-balancer-children.ts';
import { postRuleHealth } from './load-balancer-health.ts';
import {
  deleteChild,
  deleteLoadBalancer,
  getChild,
  getLoadBalancer,
  listChildren,
  listLoadBalancers,
  patchLoadBalancer,
  putChild,
  putLoadBalancer,
} from './load-balancers.ts';
import {
  getInstanceNic,
  getNic,
  listInstanceNics,
  listNics,
  listScaleSetNics,
} from './network-interfaces.ts';
import { INTERFACE_KIND } from '../network/interfaces.ts';
import { deleteInterface, putInterface } from './interface-writes.ts';
import { patchPlain } from './plain-network.ts';
import { getInstancePublicIp, listInstancePublicIps, listScaleSetPublicIps } from './public-ips.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';

const { network, networkGroup, scaleSet, instance } = PATHS;
const balancer = `${networkGroup}/loadBalancers/{loadBalancer}`;
const { readNetwork, writeNetwork } = POLICIES;

const READABLE: ChildKind[] = [
  'frontendIPConfigurations',
  'backendAddressPools',
  'loadBalancingRules',
  'probes',
  'inboundNatRules',
  'outboundRules',
];
const WRITABLE: ChildKind[] = ['backendAddressPools', 'inboundNatRules'];

const INTERFACES: RestOperation[] = [
  { method: 'GET', path: `${scaleSet}/networkInterfaces`, policy: readNetwork, run: listScaleSetNics },
  { method: 'GET', path: `${instance}/networkInterfaces`, policy: readNetwork, run: listInstanceNics },
  { method: 'GET', path: `${instance}/networkInterfaces/{nic}`, policy: readNetwork, run: getInstanceNic },
  { method: 'GET', path: `${network}/networkInterfaces`, policy: readNetwork, run: listNics },
  { method: 'GET', path: `${networkGroup}/networkInterfaces`, policy: readNetwork, run: listNics },
  { method: 'GET', path: `${networkGroup}/networkInterfaces/{name}`, policy: readNetwork, run: getNic },
  {
    method: 'PUT',
    path: `${networkGroup}/networkInterfaces/{name}`,
    policy: writeNetwork,
    run: putInterface,
  },
  {
    method: 'PATCH',
    path: `${networkGroup}/networkInterfaces/{name}`,
    policy: writeNetwork,
    run: patchPlain(INTERFACE_KIND),
  },
  {
    method: 'DELETE',
    path: `${networkGroup}/networkInterfaces/{name}`,
    policy: writeNetwork,
    run: deleteInterface,
  },
];

const ofIp = `${instance}/networkInterfaces/{nic}/ipconfigurations/{ip}/publicipaddresses`;
const PUBLIC_IPS: RestOperation[] = [
  { method: 'GET', path: `${scaleSet}/publicipaddresses`, policy: readNetwork, run: listScaleSetPublicIps },
  { method: 'GET', path: ofIp, policy: readNetwork, run: listInstancePublicIps },
  { method: 'GET', path: `${ofIp}/{address}`, policy: readNetwork, run: getInstancePublicIp },
];

const BALANCERS: RestOperation[] = [
  { method: 'GET', path: balancer, policy: readNetwork, run: getLoadBalancer },
  { method: 'PUT', path: balancer, policy: writeNetwork, run: putLoadBalancer },
  { method: 'PATCH', path: balancer, policy: writeNetwork, run: patchLoadBalancer },
  { method: 'DELETE', path: balancer, policy: writeNetwork, run: deleteLoadBalancer },
  { method: 'GET', path: `${networkGroup}/loadBalancers`, policy: readNetwork, run: listLoadBalancers },
  { method: 'GET', path: `${network}/loadBalancers`, policy: readNetwork, run: listLoadBalancers },
  {
    method: 'POST',
    path: `${balancer}/loadBalancingRules/{child}/health`,
    policy: writeNetwork,
    run: postRuleHealth,
  },
];

export const NETWORK_OPERATIONS: readonly RestOperation[] = [
  ...INTERFACES,
  ...PUBLIC_IPS,
  ...BALANCERS,
  ...READABLE.flatMap((kind): RestOperation[] => [
    { method: 'GET', path: `${balancer}/${kind}`, policy: readNetwork, run: listChildren(kind) },
    { method: 'GET', path: `${balancer}/${kind}/{child}`, policy: readNetwork, run: getChild(kind) },
  ]),
  ...WRITABLE.flatMap((kind): RestOperation[] => [
    { method: 'PUT', path: `${balancer}/${kind}/{child}`, policy: writeNetwork, run: putChild(kind) },
    { method: 'DELETE', path: `${balancer}/${kind}/{child}`, policy: writeNetwork, run: deleteChild(kind) },
  ]),
];
