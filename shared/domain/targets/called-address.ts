import type { LedgerRow } from '../../contracts/ledger.ts';
import type { TargetConnection } from './target-settings.ts';

/** Whose machines we register. */
export type Called = Exclude<TargetConnection, { kind: 'polling' }>;

/** What Azure is asked for before a machine can be called. */
export interface NeededAddresses {
  isPrivate: boolean;
  isPublic: boolean;
  /** Of this network interface; of the primary one when absent. */
  nic?: string | undefined;
}

/** By what the fleet says of where its machines are found. */
export function neededAddresses(connection: TargetConnection): NeededAddresses {
  if (connection.kind === 'none' || connection.kind === 'polling')
    return { isPrivate: false, isPublic: false };
  const { address } = connection;
  return {
    isPrivate: address.includes('{privateIp}'),
    isPublic: address.includes('{publicIp}'),
    nic: connection.kind === 'told' ? undefined : connection.nic,
  };
}

/** Of another interface they are not the ones. */
export function lacksAddresses(row: LedgerRow, needed: NeededAddresses): boolean {
  const { isPrivate, isPublic, nic } = needed;
  if (!isPrivate && !isPublic) return false;
  if (row.nic !== nic) return true;
  return (isPrivate && row.address === undefined) || (isPublic && row.publicAddress === undefined);
}

/** Why a machine cannot be called yet. */
export function whyNoAddress({ isPrivate, isPublic, nic }: NeededAddresses, row: LedgerRow): string {
  const isPublicLacking = isPublic && (row.publicAddress === undefined || !isPrivate);
  const which = isPublicLacking ? 'public' : 'private';
  const where = nic === undefined ? '' : ` on the network interface '${nic}'`;
  return `Azure shows no ${which} address${where} for it yet`;
}

/** Where the machine is called; only for one that lacks no address. */
export function hostOf(connection: Called, row: LedgerRow): string {
  if (connection.kind === 'none') return '';
  return connection.address
    .replaceAll('{privateIp}', row.address ?? '')
    .replaceAll('{publicIp}', row.publicAddress ?? '')
    .replaceAll('{computerName}', row.computerName);
}
