import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Where the platform itself answers, never a machine of a fleet: instance metadata, the identity endpoint and other things
 * of the link (169.254.0.0/16, fe80::/10), and Azure's own 168.63.129.16. Everything else is the network's to allow.
 */
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addAddress('168.63.129.16', 'ipv4');
FORBIDDEN.addSubnet('0.0.0.0', 8, 'ipv4');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addAddress('::', 'ipv6');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');

/** This machine itself: of use only where everything runs on one. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

export type IsForbidden = (address: string) => boolean;

/** Whether it is an address, in any spelling that has passed `URL`, that may not be asked. */
export function forbidding({ loopback }: { loopback: boolean }): IsForbidden {
  const lists = loopback ? [FORBIDDEN, LOOPBACK] : [FORBIDDEN];
  return (address) => {
    const family = isIP(address);
    return family !== 0 && lists.some((list) => list.check(address, family === 4 ? 'ipv4' : 'ipv6'));
  };
}

/** Looks a name up and refuses it when it leads there: checked on what is connected to, so no name can change in between. */
export function guardedLookup(isForbidden: IsForbidden): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((each) => each.address) : [address];
      const forbidden = !error && addresses.some(isForbidden);
      done(forbidden ? Object.assign(new Error('forbidden'), { code: 'FORBIDDEN' }) : error, address, family);
    });
  };
}
