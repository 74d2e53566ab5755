import { POLICIES } from '../limits/policies.ts';
import { deleteInstance, postDeleteInstances } from './delete-instances.ts';
import {
  getComputeOperation,
  getNetworkOperation,
  getNetworkOperationResult,
} from './get-operation-status.ts';
import { NETWORK_OPERATIONS } from './network-table.ts';
import { getInstance, getInstanceView, listInstances } from './read-instances.ts';
import { getScaleSet, getScaleSetInstanceView, listAllScaleSets, listScaleSets } from './read-scale-sets.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';
import {
  deleteVirtualMachine,
  getVirtualMachine,
  getVirtualMachineView,
  listAllVirtualMachines,
  listVirtualMachines,
} from './virtual-machines.ts';
import { deleteScaleSet, patchScaleSet, putScaleSet } from './write-scale-sets.ts';

const { compute, scaleSets, scaleSet, instances, instance, virtualMachines, virtualMachine } = PATHS;
const { network } = PATHS;

const SCALE_SETS: RestOperation[] = [
  { method: 'GET', path: scaleSet, policy: POLICIES.getScaleSet, run: getScaleSet },
  { method: 'PUT', path: scaleSet, policy: POLICIES.createScaleSet, run: putScaleSet },
  { method: 'PATCH', path: scaleSet, policy: POLICIES.actOnScaleSet, run: patchScaleSet },
  { method: 'DELETE', path: scaleSet, policy: POLICIES.deleteScaleSet, run: deleteScaleSet },
  { method: 'GET', path: scaleSets, policy: POLICIES.listScaleSets, run: listScaleSets },
  {
    method: 'GET',
    path: `${compute}/virtualMachineScaleSets`,
    policy: POLICIES.listScaleSets,
    run: listAllScaleSets,
  },
  {
    method: 'GET',
    path: `${compute}/locations/{location}/virtualMachineScaleSets`,
    policy: POLICIES.listScaleSets,
    run: listAllScaleSets,
  },
  {
    method: 'GET',
    path: `${scaleSet}/instanceView`,
    policy: POLICIES.viewScaleSet,
    run: getScaleSetInstanceView,
  },
  { method: 'POST', path: `${scaleSet}/delete`, policy: POLICIES.actOnInstances, run: postDeleteInstances },
];

const INSTANCES: RestOperation[] = [
  { method: 'GET', path: instances, policy: POLICIES.listInstances, run: listInstances },
  { method: 'GET', path: instance, policy: POLICIES.getInstance, run: getInstance },
  { method: 'GET', path: `${instance}/instanceView`, policy: POLICIES.getInstance, run: getInstanceView },
  { method: 'DELETE', path: instance, policy: POLICIES.deleteInstance, run: deleteInstance },
];

const VIRTUAL_MACHINES: RestOperation[] = [
  { method: 'GET', path: virtualMachines, policy: POLICIES.listVms, run: listVirtualMachines },
  {
    method: 'GET',
    path: `${compute}/virtualMachines`,
    policy: POLICIES.listVms,
    run: listAllVirtualMachines,
  },
  { method: 'GET', path: virtualMachine, policy: POLICIES.getVm, run: getVirtualMachine },
  {
    method: 'GET',
    path: `${virtualMachine}/instanceView`,
    policy: POLICIES.getVm,
    run: getVirtualMachineView,
  },
  { method: 'DELETE', path: virtualMachine, policy: POLICIES.deleteVm, run: deleteVirtualMachine },
];

const OPERATIONS: RestOperation[] = [
  {
    method: 'GET',
    path: `${compute}/locations/{location}/operations/{operation}`,
    policy: POLICIES.getOperation,
    run: getComputeOperation,
  },
  {
    method: 'GET',
    path: `${network}/locations/{location}/operations/{operation}`,
    policy: POLICIES.readNetwork,
    run: getNetworkOperation,
  },
  {
    method: 'GET',
    path: `${network}/locations/{location}/operationResults/{operation}`,
    policy: POLICIES.readNetwork,
    run: getNetworkOperationResult,
  },
];

/** Every operation the simulator answers; anything else is a 501. */
export const REST_OPERATIONS: readonly RestOperation[] = [
  ...SCALE_SETS,
  ...INSTANCES,
  ...VIRTUAL_MACHINES,
  ...NETWORK_OPERATIONS,
  ...OPERATIONS,
];
