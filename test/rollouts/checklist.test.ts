import { expect, test } from '@jest/globals';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';

/** What a person could follow in the log of the system replaced, line by line, and where the timeline says the same. */
type Line = [what: string, kind: string, message: RegExp, reason?: RegExp];

const VERIFY = { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT30S', count: 2 };

const SETUP: Line[] = [
  [
    'which set is active, the new one’s name and revision, the image, and how many are wanted',
    'rolloutStarted',
    /^Rolls web 1\.1\.0 out to web: web__1 in place of web$/,
    /revision 1 .* 3 machines, where web has 3/,
  ],
  ['setup begins, from which base', 'stepBegan', /^Step 1 of \d: Set up web__1 like web$/],
  ['the new set is being created', 'changeBegan', /^Create web__1$/],
  ['and is there', 'changeDone', /^Done: Create web__1$/],
];

const UPGRADE_OF_CANARY: Line[] = [
  [
    'a phase begins, with its numbers',
    'stepBegan',
    /^Step 2 of 5: Upgrade to 34%: web__1 to 1 of 3, web to 2$/,
  ],
  ['scaling policy cleared', 'changeDone', /^Done: Take autoscale off web$/],
  ['desired capacity of the new set', 'changeBegan', /^Set web__1 to 1 machine$/],
  ['Azure took it', 'changeDone', /^Done: Set web__1 to 1 machine$/],
  ['how many instances are ready', 'unitSeen', /^web__1: 1 of 1 machine ready, 1 wanted$/],
  ['desired capacity of the old set', 'changeBegan', /^Set web to 2 machines$/],
  ['instances deleted', 'unitSeen', /^web: 2 of 2 machines ready, 2 wanted$/],
  ['verification begins', 'stepBegan', /^Step 3 of 5: Verify by probe, 2 times$/],
  ['each measurement', 'measured', /^Measured: success$/, /1 machine answered with 200/],
  ['the next phase', 'stepBegan', /^Step 4 of 5: Upgrade to 67%: web__1 to 2 of 3, web to 1$/],
  ['the last phase', 'stepBegan', /^Step 5 of 5: Upgrade to 100%: web__1 to 3 of 3, web to 0$/],
  ['all instances provisioned', 'unitSeen', /^web__1: 3 of 3 machines ready, 3 wanted$/],
  ['all instances of the old set deleted', 'unitSeen', /^web has no machines$/],
  [
    'scaling policy attached as desired capacity is reached',
    'changeDone',
    /^Done: Give web__1 its autoscale$/,
    /it has reached what is desired/,
  ],
  ['success', 'rolloutSucceeded', /^web__1 serves$/],
  ['the end', 'rolloutEnded', /succeeded$/],
];

const SWAP: Line[] = [
  ['the new set comes up on stage', 'unitSeen', /^web__1: 3 of 3 machines ready, 3 wanted$/],
  ['the swap begins', 'stepBegan', /^Step 4 of 5: Swap: web__1 into production, web out of it$/],
  [
    'detach the new one from stage',
    'changeBegan',
    /^Place: web__1 without traffic, web in production$/,
    /leaves the stage/,
  ],
  ['all its instances updated', 'changeDone', /^Done: Place: web__1 without traffic, web in production$/],
  [
    'attach it to production',
    'changeBegan',
    /^Place: web__1 in production, web in production$/,
    /joins production/,
  ],
  ['all its instances updated', 'changeDone', /^Done: Place: web__1 in production, web in production$/],
  ['traffic finds it', 'unitSeen', /^Traffic finds web__1 well$/],
  ['tagged BLUE', 'changeDone', /^Done: Label web__1: BG_VERSION=BLUE$/],
  ['detach the old one from production', 'changeBegan', /^Place: web__1 in production, web without traffic$/],
  ['all its instances updated', 'changeDone', /^Done: Place: web__1 in production, web without traffic$/],
  ['tagged GREEN', 'changeDone', /^Done: Label web: BG_VERSION=GREEN$/],
  ['scaling policy attached', 'changeDone', /^Done: Give web__1 its autoscale$/],
  ['the swap is complete', 'rolloutSucceeded', /^web__1 serves$/],
  ['the old set is downsized', 'stepBegan', /^Step 5 of 5: Downsize web to 0$/],
  ['its instances deleted', 'unitSeen', /^web has no machines$/],
  ['the end', 'rolloutEnded', /succeeded$/],
];

const ROLLBACK: Line[] = [
  [
    'why it goes back',
    'rolloutTurnedBack',
    /^Turns back: \d+ moves restore what was there$/,
    /did not answer with 200/,
  ],
  ['the old set is upscaled first', 'changeDone', /^Done: Set web to 3 machines$/],
  ['its instances are there', 'unitSeen', /^web: 3 of 3 machines ready, 3 wanted$/],
  ['the new one is downsized', 'changeDone', /^Done: Set web__1 to 0 machines$/],
  ['scaling policy attached to the old one', 'changeDone', /^Done: Give web its autoscale$/],
  ['the new set is deleted', 'changeDone', /^Done: Remove web__1$/],
  ['the end', 'rolloutEnded', /rolled back$/],
];

function sees(timeline: TimelineEntry[], lines: Line[]): void {
  let from = 0;
  for (const [what, kind, message, reason = /./] of lines) {
    const at = timeline.findIndex((entry, index) => {
      return index >= from && entry.kind === kind && message.test(entry.message) && reason.test(entry.reason);
    });
    expect({ what, isTold: at >= 0, after: timeline[from - 1]?.message }).toMatchObject({
      what,
      isTold: true,
    });
    from = at + 1;
  }
  for (const { reason } of timeline) expect(reason).not.toBe('');
}

async function lives(it: Rehearsal, policy: object): Promise<TimelineEntry[]> {
  await it.begins(policy);
  await it.rollouts.isOver();
  return it.rollouts.timeline();
}

const CANARY = {
  canary: { steps: [{ upgrade: '34%' }, { verify: VERIFY }, { upgrade: '67%' }, { upgrade: '100%' }] },
};

test('a canary tells what its predecessor told, in that order, and why', () =>
  rehearse(async (it) => sees(await lives(it, CANARY), [...SETUP, ...UPGRADE_OF_CANARY])));

test('so does a canary that is taken back', () =>
  rehearse(async (it) => {
    it.world.outside.arm.sim.setApplication(it.rollouts.image('1.1.0'), 'error');
    const timeline = await lives(it, CANARY);
    sees(timeline, [...SETUP, ...UPGRADE_OF_CANARY.slice(0, 8), ...ROLLBACK]);
  }));

test('so does a blue/green rollout', () =>
  rehearse(async (it) => {
    const front = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
    const steps = [{ upgrade: '100%' }, { verify: VERIFY }, { swap: {} }, { downsize: {} }];
    sees(await lives(it, { blueGreen: { ...front, steps } }), [...SETUP, ...SWAP]);
  }));
