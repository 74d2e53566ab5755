import { POLICIES } from '../limits/policies.ts';
import { PLAIN_KINDS, type PlainKind } from '../network/plain-kinds.ts';
import { checkAddress, listNetworkUsages, listSubnetUsages } from './network-usages.ts';
import {
  deletePlain,
  deletePlainChild,
  getPlain,
  getPlainChild,
  listPlain,
  listPlainChildren,
  patchPlain,
  putPlain,
  putPlainChild,
} from './plain-network.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';

const { network, networkGroup } = PATHS;
const { readNetwork, writeNetwork } = POLICIES;

function operationsOf(kind: PlainKind): RestOperation[] {
  const path = `${networkGroup}/${kind.name}/{name}`;
  const children = `${path}/${kind.child?.kind}`;
  const own: RestOperation[] = [
    { method: 'GET', path: `${network}/${kind.name}`, policy: readNetwork, run: listPlain(kind) },
    { method: 'GET', path: `${networkGroup}/${kind.name}`, policy: readNetwork, run: listPlain(kind) },
    { method: 'GET', path, policy: readNetwork, run: getPlain(kind) },
    { method: 'PUT', path, policy: writeNetwork, run: putPlain(kind) },
    { method: 'PATCH', path, policy: writeNetwork, run: patchPlain(kind) },
    { method: 'DELETE', path, policy: writeNetwork, run: deletePlain(kind) },
  ];
  if (!kind.child) return own;
  return [
    ...own,
    { method: 'GET', path: children, policy: readNetwork, run: listPlainChildren(kind) },
    { method: 'GET', path: `${children}/{child}`, policy: readNetwork, run: getPlainChild(kind) },
    { method: 'PUT', path: `${children}/{child}`, policy: writeNetwork, run: putPlainChild(kind) },
    { method: 'DELETE', path: `${children}/{child}`, policy: writeNetwork, run: deletePlainChild(kind) },
  ];
}

const virtualNetwork = `${networkGroup}/virtualNetworks/{name}`;

/** Networks, security groups and public addresses: what a scale set refers to. */
export const PLAIN_NETWORK_OPERATIONS: readonly RestOperation[] = [
  ...Object.values(PLAIN_KINDS).flatMap(operationsOf),
  { method: 'GET', path: `${virtualNetwork}/usages`, policy: readNetwork, run: listSubnetUsages },
  {
    method: 'GET',
    path: `${virtualNetwork}/CheckIPAddressAvailability`,
    policy: readNetwork,
    run: checkAddress,
  },
  {
    method: 'GET',
    path: `${network}/locations/{location}/usages`,
    policy: readNetwork,
    run: listNetworkUsages,
  },
];
