import { POLICIES } from '../limits/policies.ts';
import { deleteExtension, getExtension, listExtensions, patchExtension, putExtension } from './extensions.ts';
import {
  postInstanceAction,
  postManualUpgrade,
  postOrchestrationServiceState,
  postSetAction,
  postSimulateEviction,
  putInstance,
} from './instance-actions.ts';
import { DISK_OPERATIONS } from './disks-table.ts';
import { OTHER_OPERATIONS } from './other-table.ts';
import { MONITOR_OPERATIONS } from './monitor-table.ts';
import { listSkus } from './list-skus.ts';
import { postApproveInstanceUpgrade } from './approve-upgrade.ts';
import { listOsUpgradeHistory } from './rolling-upgrades.ts';
import { ROLLING_UPGRADES } from './rolling-upgrades-table.ts';
import { deleteInstance, postDeleteInstances } from './delete-instances.ts';
import {
  getComputeOperation,
  getNetworkOperation,
  getNetworkOperationResult,
} from './get-operation-status.ts';
import { NETWORK_OPERATIONS } from './network-table.ts';
import { getInstance, getInstanceView, listInstances } from './read-instances.ts';
import { getScaleSet, getScaleSetInstanceView, listAllScaleSets, listScaleSets } from './read-scale-sets.ts';
import { PLAIN_NETWORK_OPERATIONS } from './plain-network-table.ts';
import { RESOURCE_OPERATIONS } from './resources-table.ts';
import {
  deleteMachine,
  getMachine,
  getMachineView,
  patchMachine,
  plainOr,
  postMachineAction,
  putMachine,
} from './plain-machines.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';
import {
  deleteVirtualMachine,
  getVirtualMachine,
  getVirtualMachineView,
  listAllVirtualMachines,
  listVirtualMachines,
} from './virtual-machines.ts';
import { patchVirtualMachine, postVmAction } from './vm-actions.ts';
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
    policy: POLICIES.listAllScaleSets,
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

const SET_ACTIONS: RestOperation[] = [
  { method: 'POST', path: `${scaleSet}/start`, policy: POLICIES.actOnInstances, run: postSetAction('start') },
  {
    method: 'POST',
    path: `${scaleSet}/restart`,
    policy: POLICIES.actOnInstances,
    run: postSetAction('restart'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/powerOff`,
    policy: POLICIES.stopInstances,
    run: postSetAction('powerOff'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/deallocate`,
    policy: POLICIES.stopInstances,
    run: postSetAction('deallocate'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/redeploy`,
    policy: POLICIES.actOnInstances,
    run: postSetAction('redeploy'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/reimage`,
    policy: POLICIES.actOnInstances,
    run: postSetAction('reimage'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/reimageall`,
    policy: POLICIES.actOnInstances,
    run: postSetAction('reimageall'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/manualupgrade`,
    policy: POLICIES.actOnInstances,
    run: postManualUpgrade,
  },
  {
    method: 'POST',
    path: `${scaleSet}/setOrchestrationServiceState`,
    policy: POLICIES.actOnScaleSet,
    run: postOrchestrationServiceState,
  },
  {
    method: 'GET',
    path: `${scaleSet}/osUpgradeHistory`,
    policy: POLICIES.getScaleSet,
    run: listOsUpgradeHistory,
  },
  { method: 'GET', path: `${scaleSet}/skus`, policy: POLICIES.getScaleSet, run: listSkus },
];

const EXTENSIONS: RestOperation[] = [
  { method: 'GET', path: `${scaleSet}/extensions`, policy: POLICIES.getScaleSet, run: listExtensions },
  {
    method: 'GET',
    path: `${scaleSet}/extensions/{extension}`,
    policy: POLICIES.getScaleSet,
    run: getExtension,
  },
  {
    method: 'PUT',
    path: `${scaleSet}/extensions/{extension}`,
    policy: POLICIES.actOnScaleSet,
    run: putExtension,
  },
  {
    method: 'PATCH',
    path: `${scaleSet}/extensions/{extension}`,
    policy: POLICIES.actOnScaleSet,
    run: patchExtension,
  },
  {
    method: 'DELETE',
    path: `${scaleSet}/extensions/{extension}`,
    policy: POLICIES.actOnScaleSet,
    run: deleteExtension,
  },
];

const INSTANCE_ACTIONS: RestOperation[] = [
  { method: 'PUT', path: instance, policy: POLICIES.actOnInstance, run: putInstance },
  {
    method: 'POST',
    path: `${instance}/start`,
    policy: POLICIES.actOnInstance,
    run: postInstanceAction('start'),
  },
  {
    method: 'POST',
    path: `${instance}/approveRollingUpgrade`,
    policy: POLICIES.actOnInstance,
    run: postApproveInstanceUpgrade,
  },
  {
    method: 'POST',
    path: `${instance}/restart`,
    policy: POLICIES.actOnInstance,
    run: postInstanceAction('restart'),
  },
  {
    method: 'POST',
    path: `${instance}/powerOff`,
    policy: POLICIES.deleteInstance,
    run: postInstanceAction('powerOff'),
  },
  {
    method: 'POST',
    path: `${instance}/deallocate`,
    policy: POLICIES.deleteInstance,
    run: postInstanceAction('deallocate'),
  },
  {
    method: 'POST',
    path: `${instance}/redeploy`,
    policy: POLICIES.actOnInstance,
    run: postInstanceAction('redeploy'),
  },
  {
    method: 'POST',
    path: `${instance}/reimage`,
    policy: POLICIES.actOnInstance,
    run: postInstanceAction('reimage'),
  },
  {
    method: 'POST',
    path: `${instance}/reimageall`,
    policy: POLICIES.actOnInstance,
    run: postInstanceAction('reimageall'),
  },
  {
    method: 'POST',
    path: `${instance}/simulateEviction`,
    policy: POLICIES.evictInstance,
    run: postSimulateEviction,
  },
];

const INSTANCES: RestOperation[] = [
  { method: 'GET', path: instances, policy: POLICIES.listInstances, run: listInstances },
  { method: 'GET', path: instance, policy: POLICIES.getInstance, run: getInstance },
  { method: 'GET', path: `${instance}/instanceView`, policy: POLICIES.getInstance, run: getInstanceView },
  { method: 'DELETE', path: instance, policy: POLICIES.deleteInstance, run: deleteInstance },
];

const VM_ACTIONS = ['start', 'restart', 'powerOff', 'deallocate', 'redeploy', 'reimage'] as const;
const VIRTUAL_MACHINES: RestOperation[] = [
  { method: 'GET', path: virtualMachines, policy: POLICIES.listVms, run: listVirtualMachines },
  {
    method: 'GET',
    path: `${compute}/virtualMachines`,
    policy: POLICIES.listVms,
    run: listAllVirtualMachines,
  },
  {
    method: 'GET',
    path: virtualMachine,
    policy: POLICIES.getVm,
    run: plainOr(getMachine, getVirtualMachine),
  },
  {
    method: 'GET',
    path: `${virtualMachine}/instanceView`,
    policy: POLICIES.getVm,
    run: plainOr(getMachineView, getVirtualMachineView),
  },
  { method: 'PUT', path: virtualMachine, policy: POLICIES.updateVm, run: putMachine },
  {
    method: 'DELETE',
    path: virtualMachine,
    policy: POLICIES.deleteVm,
    run: plainOr(deleteMachine, deleteVirtualMachine),
  },
  {
    method: 'PATCH',
    path: virtualMachine,
    policy: POLICIES.updateVm,
    run: plainOr(patchMachine, patchVirtualMachine),
  },
  ...VM_ACTIONS.map((action): RestOperation => ({
    method: 'POST',
    path: `${virtualMachine}/${action}`,
    policy: /powerOff|deallocate/.test(action) ? POLICIES.deleteVm : POLICIES.updateVm,
    run: plainOr(postMachineAction(action), postVmAction(action)),
  })),
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
  ...SET_ACTIONS,
  ...ROLLING_UPGRADES,
  ...EXTENSIONS,
  ...INSTANCES,
  ...INSTANCE_ACTIONS,
  ...VIRTUAL_MACHINES,
  ...NETWORK_OPERATIONS,
  ...PLAIN_NETWORK_OPERATIONS,
  ...MONITOR_OPERATIONS,
  ...DISK_OPERATIONS,
  ...OTHER_OPERATIONS,
  ...OPERATIONS,
  ...RESOURCE_OPERATIONS,
];
