import * as z from 'zod';
import { Name } from './texts.ts';

const calledAt = (port: number) => ({
  port: z.int().min(1).max(65535).default(port),
  address: Name.default('{privateIp}').describe(
    'Where Octopus finds the machine; {privateIp}, {publicIp} and {computerName} are filled in.',
  ),
  nic: Name.optional().describe(
    'The network interface, by its name in the scale set’s model, that the addresses are of; the primary one by default.',
  ),
});

/**
 * How Octopus reaches the machines: it calls them (listening, ssh), they call it and register themselves (polling), or not at
 * all (none).
 */
export const Connection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('listening'), ...calledAt(10933) }),
  z.strictObject({
    kind: z.literal('ssh'),
    ...calledAt(22),
    account: Name.describe('Name, slug or id of the Octopus account that logs on.'),
    fingerprint: Name.optional().describe(
      'Only a machine whose host key has this fingerprint is registered; by default whichever answers first.',
    ),
    platform: z
      .enum(['linux-x64', 'linux-arm64', 'linux-arm', 'osx-x64'])
      .default('linux-x64')
      .describe('Which self-contained Calamari the machine gets.'),
  }),
  z.strictObject({ kind: z.literal('polling') }),
  z
    .strictObject({ kind: z.literal('none') })
    .describe(
      'The targets are cloud regions, which Octopus calls never: to try a fleet out without a Tentacle.',
    ),
]);
export type Connection = z.infer<typeof Connection>;
/** Of machines that Octopus calls, and that we register therefore. */
export type Called = Exclude<Connection, { kind: 'polling' }>;
