import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { hasCli, HYBRID, noticeWithoutCli, signedInCli, type SignedInCli } from './signed-in-cli.ts';

noticeWithoutCli('a day with the Azure CLI');

const IN = ['-g', 'shop'];
const MACHINES = ['--vm-sku', 'Standard_D2s_v5', '--admin-username', 'azureuser', '--generate-ssh-keys'];
const IMAGE = ['--image', 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest'];
const SCALE_SETS = 'Microsoft.Compute/virtualMachineScaleSets';
let cli: SignedInCli;

/** One story in order: each command finds what those before it have left. */
(hasCli ? describe : describe.skip)('with the unmodified Azure CLI', () => {
  beforeAll(async () => {
    cli = await signedInCli('--time-scale', '120');
    // Clients wait in real time as long as they are told to.
    await cli.az(
      ...['rest', '--method', 'patch', '--url', `${cli.url}/_sim/settings`],
      ...['--body', '{"pollRetryAfterSeconds": 1}', '--headers', 'content-type=application/json'],
    );
  }, 300_000);
  afterAll(() => cli.end());

  test('a group is created and found', async () => {
    await cli.az('group', 'create', '-n', 'shop', '-l', 'westeurope', '--tags', 'team=web');
    expect(await cli.query('[].name', 'group', 'list', '--tag', 'team=web')).toEqual(['shop']);
    expect(await cli.az('group', 'exists', '-n', 'shop')).toBe('true');
    expect(await cli.query('[0].name', 'account', 'list-locations')).toBe('westeurope');
  }, 300_000);

  test('a Uniform set is created with network, address and balancer, listed and scaled', async () => {
    const create = ['vmss', 'create', ...IN, '-n', 'web', ...IMAGE, ...MACHINES, '--instance-count', '2'];
    await cli.az(...create, '--upgrade-policy-mode', 'Manual');
    const shown = await cli.query('[provisioningState, sku.capacity]', 'vmss', 'show', ...IN, '-n', 'web');
    expect(shown).toEqual(['Succeeded', 2]);
    expect(await cli.query('length(@)', 'vmss', 'list-instances', ...IN, '-n', 'web')).toBe(2);
    await cli.az('vmss', 'scale', ...IN, '-n', 'web', '--new-capacity', '3');
    expect(await cli.query('sku.capacity', 'vmss', 'show', ...IN, '-n', 'web')).toBe(3);
    expect(await cli.query('[].type', 'resource', 'list', ...IN)).toEqual(
      expect.arrayContaining([
        SCALE_SETS,
        'Microsoft.Network/loadBalancers',
        'Microsoft.Network/virtualNetworks',
      ]),
    );
  }, 240_000);

  test('a resource of any kind is shown and tagged', async () => {
    const web = [...IN, '-n', 'web', '--resource-type', SCALE_SETS];
    expect(await cli.query('tags', 'resource', 'tag', ...web, '--tags', 'env=live')).toEqual({ env: 'live' });
    expect(await cli.query('tags', 'resource', 'show', ...web)).toEqual({ env: 'live' });
    expect(await cli.query('[].name', 'resource', 'list', '--tag', 'env=live')).toEqual(['web']);
  }, 300_000);

  test('a Flexible set is created, and one machine of it restarted', async () => {
    const create = ['vmss', 'create', ...IN, '-n', 'flex', ...IMAGE, ...MACHINES, '--instance-count', '2'];
    await cli.az(
      ...create,
      '--orchestration-mode',
      'Flexible',
      '--platform-fault-domain-count',
      '1',
      '--load-balancer',
      '',
    );
    const names = (await cli.query('[].name', 'vmss', 'list-instances', ...IN, '-n', 'flex')) as string[];
    expect(names).toHaveLength(2);
    const machine = [...IN, '-n', names[0] ?? ''];
    await cli.az('vm', 'restart', ...machine);
    await cli.az('vm', 'deallocate', ...machine);
    const codes = ['instanceView.statuses[].code', 'vm', 'get-instance-view', ...machine] as const;
    expect(await cli.query(...codes)).toContain('PowerState/deallocated');
    await cli.az('vm', 'start', ...machine);
    expect(await cli.query(...codes)).toContain('PowerState/running');
  }, 240_000);

  test('autoscale is set up; the hybrid profile has no commands for it', async () => {
    await cli.az('cloud', 'update', '-n', 'sim', '--profile', 'latest');
    const target = ['--resource', 'web', '--resource-type', SCALE_SETS, '--name', 'web-auto'];
    const limits = ['--min-count', '2', '--max-count', '5', '--count', '3'];
    await cli.az('monitor', 'autoscale', 'create', ...IN, ...target, ...limits);
    const rule = ['--condition', 'Percentage CPU > 70 avg 5m', '--scale', 'out', '1'];
    await cli.az('monitor', 'autoscale', 'rule', 'create', ...IN, '--autoscale-name', 'web-auto', ...rule);
    const shown = ['monitor', 'autoscale', 'show', ...IN, '-n', 'web-auto'];
    expect(await cli.query('profiles[0].rules[0].scaleAction.value', ...shown)).toBe('1');
    await cli.az('cloud', 'update', '-n', 'sim', '--profile', HYBRID);
  }, 300_000);

  test('a set is deleted, and the group with all that is left in it', async () => {
    await cli.az('vmss', 'delete', ...IN, '-n', 'web');
    await cli.az('group', 'delete', '-n', 'shop', '--yes');
    expect(await cli.az('group', 'exists', '-n', 'shop')).toBe('false');
    expect(await cli.query('[].name', 'resource', 'list')).toEqual([]);
  }, 240_000);
});
