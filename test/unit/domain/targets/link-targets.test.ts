import { describe, expect, test } from '@jest/globals';
import { type LinkInput, linkTargets } from '../../../../shared/domain/targets/link-targets.ts';
import { healthOf } from '../../../../shared/domain/targets/seen-target.ts';
import {
  after,
  MARK,
  OWNERSHIP,
  registeredRow,
  row,
  START,
  target,
  targetNameOf,
} from '../support/builders.ts';

function link(input: Partial<LinkInput>) {
  return linkTargets({
    rows: [],
    targets: [],
    roles: ['web'],
    ownership: OWNERSHIP,
    claimed: new Set(),
    connection: 'listening',
    orphans: [],
    at: START,
    look: { at: START, trustworthy: true },
    secondLookSeconds: 10,
    ...input,
  });
}

describe('a link', () => {
  test('holds while its target is there, and the row stays the same object', () => {
    const before = registeredRow('a');
    const linked = link({ rows: [before], targets: [target('a')] });
    expect(linked.rows[0]).toBe(before);
    expect(linked).toMatchObject({ adopted: [], lost: [], orphans: [] });
  });

  test('holds when a person renames the target: the registry’s id counts', () => {
    const before = registeredRow('a');
    expect(link({ rows: [before], targets: [target('a', { name: 'renamed' })] }).rows[0]).toBe(before);
  });

  test('takes over the health that Octopus tells', () => {
    const linked = link({
      rows: [registeredRow('a')],
      targets: [target('a', { healthStatus: 'Unavailable' })],
    });
    expect(linked.rows[0]).toMatchObject({
      health: 'unhealthy',
      reason: 'its health is Unavailable; it was healthy before',
    });
  });

  test('is dropped when its target was removed behind our back', () => {
    const linked = link({ rows: [registeredRow('a')] });
    expect(linked.rows[0]?.target).toBeUndefined();
    expect(linked.rows[0]).toMatchObject({
      health: 'unknown',
      reason: expect.stringContaining('was removed'),
    });
    expect(linked.lost).toEqual([
      { id: 'Machines-a', name: targetNameOf('a'), reason: `its target ${targetNameOf('a')} was removed` },
    ]);
  });

  test('passes to the replacement that registered itself under its predecessor’s name with its own certificate', () => {
    const rows = [
      registeredRow('a', { missingSince: START }),
      row('b', { computerName: 'web00000a', instanceId: 'a' }),
    ];
    const taken = target('a', { name: 'web00000a', thumbprint: 'THUMB-b' });
    const linked = link({ rows, targets: [taken] });
    expect(linked.rows[0]?.target).toBeUndefined();
    expect(linked.rows[1]?.target).toMatchObject({ machineId: 'Machines-a', thumbprint: 'THUMB-b' });
    expect(linked.orphans).toEqual([]);
  });

  test('learns the certificate that was not known yet, so that a later change of it is noticed', () => {
    const before = registeredRow('a');
    const { thumbprint: _unknown, ...known } = before.target ?? { machineId: '', name: '', since: '' };
    const linked = link({
      rows: [{ ...before, target: { ...known, origin: 'adopted' } }],
      targets: [target('a')],
    });
    expect(linked.rows[0]?.target?.thumbprint).toBe('THUMB-a');
  });

  test('is not dropped because the registry does not tell the certificate this time', () => {
    const before = registeredRow('a');
    const { thumbprint: _untold, ...untold } = target('a');
    expect(link({ rows: [before], targets: [untold] }).rows[0]).toBe(before);
  });
});

describe('an instance without a target', () => {
  test('finds the one that was registered for it before a crash, by the name that only it can have', () => {
    const linked = link({ rows: [row('a')], targets: [target('a')], at: after(5) });
    expect(linked.rows[0]).toMatchObject({
      target: { machineId: 'Machines-a', origin: 'adopted', thumbprint: 'THUMB-a', since: after(5) },
      health: 'healthy',
      reason: `registered itself as ${targetNameOf('a')}`,
    });
    expect(linked.adopted).toEqual([{ id: 'Machines-a', name: targetNameOf('a') }]);
  });

  test('gets the one that registered itself under its host name', () => {
    const own = target('a', { name: 'WEB00000A', roles: ['Web'] });
    expect(link({ rows: [row('a')], targets: [own] }).rows[0]?.target?.machineId).toBe('Machines-a');
  });

  test('prefers the name with its vmId to its bare host name', () => {
    const targets = [target('x', { name: 'web00000a' }), target('a')];
    expect(link({ rows: [row('a')], targets }).rows[0]?.target?.machineId).toBe('Machines-a');
  });

  test('does not take a namesake that lacks one of the roles and is not marked as the fleet’s', () => {
    const namesake = target('a', { name: 'web00000a', roles: ['web'] });
    const linked = link({ rows: [row('a')], targets: [namesake], roles: ['web', 'frontend'] });
    expect(linked.rows[0]?.target).toBeUndefined();
    expect(linked.orphans).toEqual([]);
  });

  test.each([
    ['calls by itself', 'poll://abc/', true],
    ['is called by its host name', 'https://web00000a.example:10933/', true],
    ['is called elsewhere', 'https://db-01.example:10933/', false],
    ['is called at an address that is not known to be its own', 'https://10.9.9.9:10933/', false],
  ])('and an unmarked namesake with all roles that %s', (_what, uri, isTaken) => {
    const namesake = target('a', { name: 'web00000a', roles: ['web'], uri });
    const { rows } = link({ rows: [row('a')], targets: [namesake] });
    expect(rows[0]?.target !== undefined).toBe(isTaken);
  });

  test('takes no unmarked namesake that has only the role of old', () => {
    const namesake = target('a', { name: 'web00000a', roles: ['fleet-shop'], uri: 'poll://abc/' });
    const { rows, roleOnly } = link({ rows: [row('a')], targets: [namesake] });
    expect(rows[0]?.target).toBeUndefined();
    expect(roleOnly).toHaveLength(1);
  });

  test('does not take a target that is another instance’s already', () => {
    const rows = [registeredRow('a'), row('b', { computerName: 'web00000a' })];
    const linked = link({ rows, targets: [target('a', { name: 'web00000a' })] });
    expect(linked.rows[0]?.target?.machineId).toBe('Machines-a');
    expect(linked.rows[1]?.target).toBeUndefined();
  });

  test('does not take one while it is missing itself', () => {
    const linked = link({ rows: [row('a', { missingSince: START })], targets: [target('a')] });
    expect(linked.rows[0]?.target).toBeUndefined();
  });

  test('does not take one by a host name that another instance without a target has as well', () => {
    const rows = [row('a'), row('b', { computerName: 'WEB00000A' })];
    const selfRegistered = target('x', { name: 'web00000a' });
    expect(link({ rows, targets: [selfRegistered] }).rows.map((each) => each.target)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('shares its host name with a dead one and gets the target all the same', () => {
    const rows = [row('a', { missingSince: START }), row('b', { computerName: 'web00000a' })];
    const linked = link({ rows, targets: [target('x', { name: 'web00000a' })] });
    expect(linked.rows[1]?.target?.machineId).toBe('Machines-x');
  });

  test('takes one target, not two', () => {
    const targets = [target('a'), target('x', { name: 'web00000a' })];
    const linked = link({ rows: [row('a')], targets });
    expect(linked.adopted).toHaveLength(1);
    // It has the instance's own name, so it may be the live one of the two.
    expect(linked.unmatched).toEqual([{ id: 'Machines-x', name: 'web00000a' }]);
    expect(linked.orphans).toEqual([]);
  });
});

describe('an owned target that no instance stands behind', () => {
  const stray = target('z');
  const known = { machineId: 'Machines-z', name: targetNameOf('z'), missingSince: START, confirmed: false };

  test('is remembered with the time of the look', () => {
    expect(link({ targets: [stray] }).orphans).toEqual([known]);
  });

  test('is not remembered because of a look that proves nothing', () => {
    expect(link({ targets: [stray], look: { at: START, trustworthy: false } }).orphans).toEqual([]);
  });

  test('is confirmed by a second look far enough from the first', () => {
    const input = { targets: [stray], orphans: [known] };
    const early = link({ ...input, look: { at: after(9), trustworthy: true } });
    const late = link({ ...input, look: { at: after(10), trustworthy: true } });
    expect(early.orphans).toEqual([known]);
    expect(late.orphans).toEqual([{ ...known, confirmed: true }]);
  });

  test('is not confirmed by repeating the first look after a crash', () => {
    expect(link({ targets: [stray], orphans: [known], at: after(60) }).orphans).toEqual([known]);
  });

  test('stays as it is when a later look proves nothing', () => {
    const look = { at: after(60), trustworthy: false };
    expect(link({ targets: [stray], orphans: [known], look }).orphans).toEqual([known]);
  });

  test('is forgotten when it is gone itself', () => {
    expect(link({ orphans: [known] }).orphans).toEqual([]);
  });

  test('is none any more when an instance takes it', () => {
    const linked = link({ rows: [row('z')], targets: [stray], orphans: [{ ...known, confirmed: true }] });
    expect(linked.orphans).toEqual([]);
    expect(linked.adopted).toEqual([{ id: 'Machines-z', name: targetNameOf('z') }]);
  });

  test('is owned however its role is spelled', () => {
    expect(link({ targets: [target('z', { roles: [MARK.toUpperCase()] })] }).orphans).toHaveLength(1);
  });
});

describe('a target of somebody else', () => {
  test('is never an orphan of ours, though it shares a role', () => {
    const theirs = target('z', { roles: ['web', 'fleet-other'] });
    expect(link({ targets: [theirs] }).orphans).toEqual([]);
  });

  test('with a name of no instance is left alone', () => {
    const linked = link({ rows: [row('a')], targets: [target('z', { name: 'handmade', roles: ['web'] })] });
    expect(linked).toMatchObject({ adopted: [], orphans: [] });
  });
});

test.each([
  ['Healthy', 'healthy'],
  ['HasWarnings', 'healthy'],
  ['Unhealthy', 'unhealthy'],
  ['Unavailable', 'unhealthy'],
  ['Unknown', 'unknown'],
  ['', 'unknown'],
])('a target that Octopus calls "%s" is %s', (status, health) => {
  expect(healthOf(status)).toBe(health);
});

test('looking twice at the same targets changes nothing the second time', () => {
  const first = link({
    rows: [registeredRow('a'), row('b'), row('c')],
    targets: [target('b'), target('z')],
  });
  const second = link({ rows: first.rows, targets: [target('b'), target('z')], orphans: first.orphans });
  expect(second).toEqual({ ...first, adopted: [], lost: [] });
});
