import { POLICIES } from '../limits/policies.ts';
import { deleteDisk, getDisk, listDisks, patchDisk, putDisk } from './disks.ts';
import { getComputeOperation } from './get-operation-status.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';

const { compute, computeGroup } = PATHS;
const disk = `${computeGroup}/disks/{disk}`;
const { none, getOperation } = POLICIES;

/** Managed disks, which machines are given and give back. */
export const DISK_OPERATIONS: readonly RestOperation[] = [
  { method: 'GET', path: `${compute}/disks`, policy: none, run: listDisks },
  { method: 'GET', path: `${computeGroup}/disks`, policy: none, run: listDisks },
  { method: 'GET', path: disk, policy: none, run: getDisk },
  { method: 'PUT', path: disk, policy: none, run: putDisk },
  { method: 'PATCH', path: disk, policy: none, run: patchDisk },
  { method: 'DELETE', path: disk, policy: none, run: deleteDisk },
  {
    method: 'GET',
    path: `${compute}/locations/{location}/DiskOperations/{operation}`,
    policy: getOperation,
    run: getComputeOperation,
  },
];
