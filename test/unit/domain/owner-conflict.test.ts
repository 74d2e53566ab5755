import { describe, expect, test } from '@jest/globals';
import { Fleet, type NamedFleet } from '../../../shared/contracts/fleet.ts';
import { ownerConflict } from '../../../shared/domain/targets/owner-conflict.ts';

const SET = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets';

function fleet(name: string, octopus: Record<string, unknown> = {}): NamedFleet {
  const all = { environment: 'Production', roles: [`${name}-server`], ...octopus };
  return { name, fleet: Fleet.parse({ scaleSet: `${SET}/${name}`, octopus: all }) };
}

const polling = { connection: { kind: 'polling' } };
const conflict = (one: NamedFleet, other: NamedFleet) => ownerConflict(one, [other], 'test');

/** Whoever comes second is refused, and told who is in the way. */
function expectConflict(one: NamedFleet, other: NamedFleet): void {
  for (const [late, first] of [
    [one, other],
    [other, one],
  ] as const)
    expect(conflict(late, first)).toMatchObject({
      kind: 'Conflict',
      code: 'ownershipShared',
      message: expect.stringContaining(`fleet ${first.name}`),
    });
}

describe('two fleets may not have', () => {
  test('one owner role, however it is spelled', () => {
    expectConflict(fleet('web', { ownerRole: 'Owned' }), fleet('api', { ownerRole: 'owned' }));
  });

  test('an owner role that is the other’s by default', () => {
    expectConflict(fleet('web'), fleet('api', { ownerRole: 'fleet-web' }));
  });

  test('an owner role that the other’s machines have anyway', () => {
    expectConflict(fleet('web', { ownerRole: 'api-server' }), fleet('api'));
  });

  test('the other’s default owner role among their roles', () => {
    expectConflict(fleet('web'), fleet('api', { roles: ['api', 'fleet-web'] }));
  });

  test('roles by which each would take the other’s self-registered machines for its own', () => {
    const one = fleet('web', { ...polling, roles: ['server'] });
    expectConflict(one, fleet('api', { ...polling, roles: ['server'] }));
    expectConflict(one, fleet('api', { ...polling, roles: ['server', 'api'] }));
  });
});

describe('two fleets may well have', () => {
  test.each([
    ['one role while their machines do not register themselves', {}, {}],
    ['one role while only one of them registers itself', polling, {}],
    ['one role in two environments', polling, { ...polling, environment: 'Test' }],
    ['one role on two servers', polling, { ...polling, server: 'eu' }],
  ])('%s', (_what, one, other) => {
    expect(
      conflict(fleet('web', { roles: ['server'], ...one }), fleet('api', { roles: ['server'], ...other })),
    ).toBeUndefined();
  });

  test('one role when each machine must carry its fleet’s mark', () => {
    const roles = (name: string) => ['server', `fleet-conductor.test.${name}`];
    const [web, api] = ['web', 'api'].map((name) => fleet(name, { ...polling, roles: roles(name) }));
    expect(web && api && conflict(web, api)).toBeUndefined();
  });

  test('some roles in common when each has one of its own', () => {
    const one = fleet('web', { ...polling, roles: ['server', 'web'] });
    expect(conflict(one, fleet('api', { ...polling, roles: ['server', 'api'] }))).toBeUndefined();
  });
});

describe('no fleet may have', () => {
  test('the mark of another fleet as a role', () => {
    const found = ownerConflict(fleet('web', { roles: ['a', 'Fleet-Conductor.test.api'] }), [], 'test');
    expect(found).toMatchObject({ code: 'ownershipShared', message: expect.stringContaining('fleet api') });
  });

  test('the mark of another installation as its owner role', () => {
    const found = ownerConflict(fleet('web', { ownerRole: 'fleet-conductor.south.web' }), [], 'test');
    expect(found?.message).toContain('fleet web of the installation south');
  });
});
