import { expect, test } from '@jest/globals';
import {
  type Called,
  hostOf,
  lacksAddresses,
  neededAddresses,
} from '../../../../shared/domain/targets/called-address.ts';
import { registeredRow } from '../support/builders.ts';

const listening = (address: string, nic?: string): Called => ({
  ...{ kind: 'listening', port: 10933, address },
  ...(nic === undefined ? {} : { nic }),
});

test.each([
  ['the private one', listening('{privateIp}'), { address: '10.0.0.4' }, '10.0.0.4'],
  ['the public one', listening('{publicIp}'), { publicAddress: '20.0.0.4' }, '20.0.0.4'],
  ['a name alone', listening('{computerName}.example'), {}, 'weba.example'],
  [
    'that of an interface',
    listening('{privateIp}', 'back'),
    { address: '10.1.0.4', nic: 'back' },
    '10.1.0.4',
  ],
  ['none of a region', { kind: 'none' } as const, {}, ''],
])('a machine is called at %s', (...[, connection, known, host]) => {
  const { address: _own, ...rest } = registeredRow('a', { computerName: 'weba' });
  const row = { ...rest, ...known };
  expect(lacksAddresses(row, neededAddresses(connection))).toBe(false);
  expect(hostOf(connection, row)).toBe(host);
});

test.each([
  ['nothing is known', listening('{privateIp}'), {}],
  ['only the private one is', listening('{publicIp}'), { address: '10.0.0.4' }],
  ['it is of another interface', listening('{privateIp}', 'back'), { address: '10.0.0.4' }],
  [
    'it is of an interface that is not asked for',
    listening('{privateIp}'),
    { address: '10.1.0.4', nic: 'back' },
  ],
])('it lacks its address while %s', (...[, connection, known]) => {
  const { address: _own, ...rest } = registeredRow('a');
  expect(lacksAddresses({ ...rest, ...known }, neededAddresses(connection))).toBe(true);
});
