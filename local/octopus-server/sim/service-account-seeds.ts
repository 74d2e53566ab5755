import { createHash } from 'node:crypto';
import { validationFailed } from '../errors.ts';
import type { ServiceAccount } from '../service-account-model.ts';
import type { World } from '../world.ts';

/** Its id is a GUID: the same story has the same one. */
export function addServiceAccount(world: World, seed: Partial<ServiceAccount>): ServiceAccount {
  const { Name } = seed;
  if (!Name) throw validationFailed('Name is required.');
  const account: ServiceAccount = {
    ...{ OidcIdentities: [], IsDisabled: false },
    ...seed,
    ...{ Id: seed.Id ?? guidOf(world, Name), Name },
  };
  world.store.put('serviceaccounts', account);
  return account;
}

function guidOf({ settings }: World, name: string): string {
  const hash = createHash('sha256').update(`${settings.seed} ${name}`).digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
