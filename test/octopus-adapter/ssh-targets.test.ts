import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { OctopusTargeting } from '../../shared/contracts/fleet.ts';
import type { NewTarget } from '../../shared/ports/target-registry.ts';
import { problemOf } from '../azure-adapter/failing.ts';
import { listen, newTarget, simulatedOctopus, targeting } from './simulated-octopus.ts';
import type { SimulatedOctopus } from './simulated-octopus.ts';

const PRINT = 'SHA256:dGhlIGtleSBvZiB0aGUgaW1hZ2U';
let octopus: SimulatedOctopus;
let accountId: string;

beforeEach(async () => {
  octopus = await simulatedOctopus();
  accountId = octopus.server.sim.add('accounts', { Name: 'fleet key' }).Id;
});

afterEach(() => octopus.server.stop());

/** The n-th machine to be registered by SSH. */
function sshTarget(n: number, fingerprint?: string): NewTarget {
  const ssh = { platform: 'linux-arm64', ...(fingerprint === undefined ? {} : { fingerprint }) };
  return newTarget(n, { port: 22, ssh });
}

describe('a machine that is called by SSH', () => {
  it('is registered with the host key that answers, in two calls; a second time finds the first one', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, sshTarget(1), PRINT);
    const first = await registry.register({ ...scope, accountId }, sshTarget(1, `${PRINT}=`));
    expect(first).toMatchObject({ uri: 'ssh://10.0.0.1:22/', thumbprint: PRINT });
    expect(server.calls()).toEqual({ 'GET machines/discover': 1, 'POST machines': 1 });
    expect(await registry.register({ ...scope, accountId }, sshTarget(1))).toEqual(first);
    expect(server.sim.list('machines')).toMatchObject([{ Endpoint: { DotNetCorePlatform: 'linux-arm64' } }]);
  });

  it('gets another account when the fleet has one, and stays the same target', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, sshTarget(1), PRINT);
    const first = await registry.register({ ...scope, accountId }, sshTarget(1));
    const other = server.sim.add('accounts', { Name: 'new key' }).Id;
    expect(await registry.register({ ...scope, accountId: other }, sshTarget(1))).toEqual(first);
    expect(server.sim.list('machines')).toMatchObject([{ Endpoint: { AccountId: other } }]);
  });

  it('with another host key than the only one that will do is not registered', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, sshTarget(1), PRINT.toUpperCase());
    const problem = await problemOf(registry.register({ ...scope, accountId }, sshTarget(1, PRINT)));
    expect(problem).toMatchObject({ kind: 'Conflict', code: 'sshFingerprintOther' });
    expect(server.sim.list('machines')).toEqual([]);
  });

  it('made anew shows another host key, and its target takes that', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, sshTarget(1), PRINT);
    const { machineId } = await registry.register({ ...scope, accountId }, sshTarget(1));
    listen(octopus, sshTarget(1), 'SHA256:another');
    expect(await registry.refresh(scope, machineId, sshTarget(1))).toMatchObject({
      thumbprint: 'SHA256:another',
    });
    expect(server.sim.list('machines')[0]?.Endpoint).toMatchObject({
      ...{ CommunicationStyle: 'Ssh', AccountId: accountId, Fingerprint: 'SHA256:another' },
    });
  });

  it.each([['deleted'], ['of another kind']])(
    'is not registered while its account is %s, and Octopus’s word is told',
    async (what) => {
      const { registry, scope, server } = octopus;
      listen(octopus, sshTarget(1), PRINT);
      if (what === 'deleted') server.sim.remove('accounts', accountId);
      else server.sim.change('accounts', accountId, { AccountType: 'Token' });
      const problem = await problemOf(registry.register({ ...scope, accountId }, sshTarget(1)));
      expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusRejected' });
      expect(problem.message).toContain('account');
    },
  );
});

test('an account and further environments are known by name, and all that are not there are told at once', async () => {
  const { registry, server } = octopus;
  const staging = server.sim.add('environments', { Name: 'Staging' }).Id;
  const connection = OctopusTargeting.shape.connection.parse({ kind: 'ssh', account: 'Fleet KEY' });
  const named = targeting({ connection, alsoEnvironments: ['Staging'] });
  expect(await registry.resolve(named)).toMatchObject({ accountId, alsoEnvironmentIds: [staging] });
  server.sim.remove('accounts', accountId);
  const problem = await problemOf(registry.resolve({ ...named, alsoEnvironments: ['Moon'] }));
  expect(problem.message).toBe(
    "Octopus server 'default' does not know environment 'Moon', account 'Fleet KEY'.",
  );
});

test.each([
  { connection: { kind: 'ssh' } },
  { connection: { kind: 'ssh', account: 'key', platform: 'win-x64' } },
  { connection: { kind: 'polling', account: 'key' } },
  { targetName: '{computerName}' },
  { targetName: '{id},{computerName}' },
  { targetName: '{id}{hostname}' },
])('a fleet with %j is refused', (odd) => {
  const fleet = { environment: 'Production', roles: ['web'] };
  expect(OctopusTargeting.safeParse(fleet).success).toBe(true);
  expect(OctopusTargeting.safeParse({ ...fleet, ...odd }).success).toBe(false);
});
