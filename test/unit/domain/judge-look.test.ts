import { describe, expect, test } from '@jest/globals';
import type { LedgerRow } from '../../../shared/contracts/ledger.ts';
import { headcount, judgeLook, type Memory } from '../../../shared/domain/judge-look.ts';
import type { SeenInstance, Sighting } from '../../../shared/domain/take-look.ts';
import { rowsAfterLook } from '../../../shared/domain/take-look.ts';
import { after, instance, row, sighting, START, vmIdOf } from './support/builders.ts';

interface Judged {
  more?: Partial<Sighting>;
  rows?: LedgerRow[];
  memory?: Partial<Memory>;
}

function judge(instances: SeenInstance[], { more = {}, rows = [], memory = {} }: Judged = {}) {
  const seen = sighting(instances, more);
  return judgeLook(rowsAfterLook(rows, seen), seen, { startedAt: START, unidentified: [], ...memory });
}

const creating = (digit: string) => instance(digit, { provisioningState: 'Creating' });
const deleting = (digit: string) => instance(digit, { provisioningState: 'Deleting' });

describe('the headcount', () => {
  test('tells the ready, the failed, those that are off, leaving and pending apart', () => {
    const states = ['Succeeded', 'Failed', 'Canceled', 'Creating', 'Updating', 'Deleting'];
    const listed = states.map((provisioningState, index) => instance(String(index), { provisioningState }));
    const off = instance('9', { power: 'deallocated' });
    expect(judge([...listed, off]).heads).toEqual({
      ...{ listed: 7, ready: 1, failed: 2, stopped: 1, leaving: 1, pending: 2 },
    });
  });

  test('takes an instance without a vmId for pending, even if it says that it succeeded', () => {
    const { heads } = judge([instance('a'), instance('b', { vmId: '' })]);
    expect(heads).toMatchObject({ listed: 2, ready: 1, pending: 1 });
  });

  test('leaves out instances of the ledger that are not in the list', () => {
    const seen = sighting([instance('a')]);
    expect(headcount([row('a'), row('b')], seen)).toMatchObject({ listed: 1, ready: 1, pending: 0 });
  });

  test('knows an instance whatever the spelling of its vmId', () => {
    const seen = sighting([instance('a', { vmId: vmIdOf('a').toUpperCase() })]);
    expect(headcount([row('a')], seen)).toMatchObject({ ready: 1, pending: 0 });
  });
});

describe('nothing is waited for', () => {
  test.each(['Succeeded', 'Updating', 'Failed', ''])(
    'when every instance is ready, although the scale set is "%s"',
    (scaleSetState) => {
      expect(judge([instance('a'), instance('b')], { more: { scaleSetState } }).waitingFor).toBe('');
    },
  );

  test.each<[string, SeenInstance]>([
    ['failed', instance('b', { provisioningState: 'Failed' })],
    ['is off', instance('b', { power: 'deallocated' })],
  ])('when one %s: waiting longer would change nothing', (_what, other) => {
    expect(judge([instance('a'), other]).waitingFor).toBe('');
  });

  test('when one is being deleted: it delays only itself', () => {
    expect(judge([instance('a'), deleting('b')], { more: { capacity: 1 } }).waitingFor).toBe('');
  });

  test('when a failed scale set is short of machines: nobody else is coming', () => {
    const { waitingFor, left } = judge([instance('a')], { more: { capacity: 3, scaleSetState: 'Failed' } });
    expect([waitingFor, left]).toEqual(['', '2 of 3 instances (not listed)']);
  });

  test('when the scale set was scaled to zero', () => {
    expect(judge([]).waitingFor).toBe('');
  });
});

describe('it is waited', () => {
  test('for instances that are not listed yet, before all else', () => {
    const { waitingFor } = judge([creating('a')], { more: { capacity: 3, scaleSetState: 'Updating' } });
    expect(waitingFor).toBe('2 of 3 instances are not listed yet');
  });

  test('for instances that are not provisioned yet, although the scale set already says that it succeeded', () => {
    const updating = instance('a', { provisioningState: 'Updating' });
    expect(judge([updating, instance('b')]).waitingFor).toBe('1 of 2 instances are not provisioned yet');
  });

  test('for the extras of over-provisioning to go, which is when the scale set comes to rest', () => {
    const three = [instance('a'), instance('b'), instance('c')];
    const waits = (scaleSetState: string) =>
      judge(three, { more: { capacity: 2, scaleSetState } }).waitingFor;
    expect(waits('Updating')).toBe('the scale set is Updating');
    expect(waits('Succeeded')).toBe('');
  });
});

describe('an instance delays only itself', () => {
  const peers = [row('a', { readySince: after(60) }), row('b', { readySince: after(90) })];
  const still = (at: number, state = creating('c')) =>
    judge([instance('a'), instance('b'), state], {
      more: { at: after(at) },
      rows: [...peers, row('c', { state: 'creating', provisioningState: 'Creating', stateSince: START })],
    });

  test('when it takes more than twice as long as the slowest that came with it, and two minutes more', () => {
    expect(still(205).waitingFor).not.toBe('');
    expect(still(215)).toMatchObject({ waitingFor: '', left: 'web_c (late)' });
  });

  test('when it came alone, and takes ten minutes', () => {
    const alone = (at: number) =>
      judge([creating('c')], {
        more: { at: after(at) },
        rows: [row('c', { state: 'creating', provisioningState: 'Creating', stateSince: START })],
      }).waitingFor;
    expect(alone(590)).not.toBe('');
    expect(alone(610)).toBe('');
  });

  test('when Azure does not say who it is', () => {
    const nameless = instance('b', { vmId: '' });
    const unidentified = [{ resourceId: nameless.resourceId, name: nameless.name, since: START }];
    const waits = (at: number) =>
      judge([instance('a'), nameless], { more: { at: after(at) }, memory: { unidentified } }).waitingFor;
    expect(waits(60)).not.toBe('');
    expect(waits(130)).toBe('');
  });

  test('when it is not listed at all, long after the others', () => {
    const short = (at: number, scaleSetState: string) =>
      judge([instance('a')], {
        more: { at: after(at), capacity: 2, scaleSetState },
        rows: [row('a')],
        memory: { shortSince: START },
      }).waitingFor;
    expect(short(110, 'Succeeded')).not.toBe('');
    expect(short(130, 'Succeeded')).toBe('');
    expect(short(590, 'Updating')).not.toBe('');
    expect(short(610, 'Updating')).toBe('');
  });

  test('when it is known to be dead: a replacement would be listed like any newcomer', () => {
    const dead = row('b', { missingSince: START });
    const asked = new Map([[vmIdOf('b'), false]]);
    const { waitingFor, left } = judge([instance('a')], {
      more: { capacity: 2, asked },
      rows: [row('a'), dead],
    });
    expect([waitingFor, left]).toEqual(['', '1 of 2 instances (not listed)']);
  });
});
