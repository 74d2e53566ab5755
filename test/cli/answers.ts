import type { FleetAnswer, InstanceAnswer, ReactionAnswer } from '../../shared/view/answers.ts';
import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';

/** What the API could answer, as far as a picture shows it. */
export const NOW = Date.parse('2026-11-26T12:00:00Z');

export function rolloutAnswer(changed: object = {}): RolloutAnswer {
  return {
    ...{ id: 'web-20261126T115500000Z', fleet: 'web', state: 'paused', strategy: 'canary' },
    ...{ createdAt: '2026-11-26T11:55:00Z', allowed: ['approve', 'reject', 'abort'] },
    units: [
      { name: 'web__1', revision: 1, role: 'new', desired: 1, ready: 1 },
      { name: 'web', revision: 0, role: 'stable', desired: 2, ready: 2 },
    ],
    steps: [
      { index: 0, kind: 'setup', title: 'Set up web__1', state: 'done', began: '2026-11-26T11:55:00Z' },
      {
        ...{ index: 1, kind: 'upgrade', title: 'Upgrade to 1: web__1 to 1 of 3, web to 2', state: 'done' },
        began: '2026-11-26T11:55:30Z',
      },
      {
        ...{ index: 2, kind: 'verify', title: 'Five looks at /health', state: 'done' },
        ...{ began: '2026-11-26T11:58:00Z', reason: '5 of 5 measurements were good' },
      },
      {
        ...{ index: 3, kind: 'pause', title: 'Wait for approval', state: 'waiting' },
        began: '2026-11-26T11:59:15Z',
      },
      { index: 4, kind: 'upgrade', title: 'Upgrade to 100%: web__1 to 3 of 3, web to 0', state: 'pending' },
    ],
    waitsFor: { since: '2026-11-26T11:59:15Z', why: 'the policy wants a person to approve' },
    ...changed,
  } as RolloutAnswer;
}

export function instanceAnswer(name: string, changed: object = {}): InstanceAnswer {
  return {
    ...{ vmId: name, name, state: 'ready', health: 'healthy', reason: '', firstSeen: '2026-11-26T09:00:00Z' },
    target: { machineId: `Machines-${name}`, name },
    releases: [{ projectId: 'Projects-1', version: '1.1.0', state: 'deployed' }],
    ...changed,
  } as InstanceAnswer;
}

export function reactionAnswer(changed: object = {}): ReactionAnswer {
  return {
    ...{ id: 'web-7', startedAt: '2026-11-26T11:59:00Z', reason: '', adopted: [], pruned: [], unhealthy: [] },
    registered: [{ id: 'Machines-4', name: 'web_4' }],
    deployments: [
      {
        ...{ projectName: 'Web Shop', version: '1.1.0', state: 'requested', machineIds: ['Machines-4'] },
        plannedAt: '2026-11-26T11:59:40Z',
      },
    ],
    ...changed,
  } as unknown as ReactionAnswer;
}

export function fleetAnswer(status: object = {}): FleetAnswer {
  const reacting = { phase: 'reacting', since: '2026-11-26T11:59:00Z', machines: { desired: 5, ready: 3 } };
  return {
    name: 'web',
    status: { ...reacting, problems: [], members: [], ...status },
  } as unknown as FleetAnswer;
}
